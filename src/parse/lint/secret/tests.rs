//! What is taken for a secret, and what only looks like one.

use super::*;

fn found(text: &str) -> Vec<&str> {
    find(text).into_iter().map(|secret| &text[secret.place]).collect()
}

/// Put together here, so that nobody who searches this repository for secrets finds one.
fn made(start: &str, body: &str) -> String {
    format!("{start}{body}")
}

const BODY: &str = "Zt7Qm4Kx9Lw2Rb8Vn5Jc3Hs6Pd1Gf0Ty4Ue7Ai9";

#[test]
fn tokens_are_known_by_their_form() {
    for (start, length) in [
        ("ghp_", 36),
        ("gho_", 36),
        ("github_pat_", 0),
        ("glpat-", 20),
        ("xoxb-", 30),
        ("sk_live_", 24),
        ("AIza", 35),
        ("npm_", 36),
    ] {
        let body = if length == 0 { format!("{BODY}{BODY}") } else { BODY[..length].to_owned() };
        let token = made(start, &body);
        for text in [format!("Use {token}."), format!("key: {token}\n"), format!("`{token}`"), format!("(\"{token}\")")]
        {
            assert_eq!(found(&text), [token.as_str()], "{text}");
        }
        assert_eq!(found(&format!("x{token}")), Vec::<&str>::new(), "it goes on from a word");
        assert_eq!(found(&format!("{start}{}", "x".repeat(length.max(50)))), Vec::<&str>::new(), "{start}");
    }
    let key = made("AKIA", "Q7M4KX9LW2RBN5JC");
    assert_eq!(found(&format!("aws configure set aws_access_key_id {key}")), [key.as_str()]);
    let hook = made("hooks.slack.com/services/", &format!("T{}/B{}/{}", &BODY[..8], &BODY[8..16], &BODY[..24]));
    assert_eq!(found(&format!("curl https://{hook}")), [hook.as_str()]);
}

#[test]
fn a_web_token_has_three_parts_and_is_not_the_one_of_every_manual() {
    let token = made("eyJ", "hbGciOiJIUzI1NiJ9.eyJ1c2VyIjoicHJvZCJ9.") + BODY;
    assert_eq!(found(&format!("Authorization: Bearer {token}")), [token.as_str()]);
    let manual = made("eyJ", "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.") + BODY;
    assert_eq!(found(&manual), Vec::<&str>::new());
    assert_eq!(found("eyJhbGciOiJIUzI1NiJ9 is how they begin, eyJhbGciOi...eyJ"), Vec::<&str>::new());
}

#[test]
fn a_private_key_is_one_with_its_letters() {
    let head = "-----BEGIN RSA PRIVATE KEY-----";
    let body = format!("MII{BODY}+/{BODY}");
    for text in [format!("{head}\n{body}\n-----END RSA PRIVATE KEY-----"), format!("key: |\n  {head}\n  {body}\n")] {
        assert_eq!(found(&text), [head], "{text}");
    }
    let in_one_line = format!("{head}\\n{body}\\n-----END RSA PRIVATE KEY-----");
    assert_eq!(found(&format!("key: \"{in_one_line}\"\n")), [in_one_line.as_str()]);
    for text in [
        format!("{head}\n...\n-----END RSA PRIVATE KEY-----"),
        format!("The file begins with `{head}`.\n\nIt is secret.\n"),
        format!("-----BEGIN CERTIFICATE-----\n{body}\n"),
        format!("{head}\n<the key>\n-----END RSA PRIVATE KEY-----\n{body}"),
    ] {
        assert_eq!(found(&text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn what_a_site_calls_its_own_in_an_address_is_no_secret() {
    let value = &BODY[..30];
    for name in ["searchToken", "sstoken", "csrfToken", "nextToken"] {
        let text = format!("[there](https://a.example/w?x=1&{name}={value})");
        assert_eq!(found(&text), Vec::<&str>::new(), "{text}");
        assert_eq!(found(&format!("{name}={value}")), [value], "not in an address");
    }
    for name in ["token", "access_token", "accessToken", "private_token", "apiToken", "sessionToken", "refresh_token"] {
        assert_eq!(found(&format!("<https://a.example/w?{name}={value}>")), [value], "{name}");
    }
}

#[test]
fn a_value_is_secret_where_its_name_says_so_and_it_looks_like_it() {
    for (text, secret) in [
        ("password: hunter2", "hunter2"),
        ("  - { system: Admin, password: Quay7Lantern }", "Quay7Lantern"),
        ("facts: { Admin password: \"tr0ub4dor&3\" }", "tr0ub4dor&3"),
        ("export DB_PASSWORD='wharf9Otter'\n", "wharf9Otter"),
        ("mysql --password=wharf9Otter orders", "wharf9Otter"),
        ("\"adminPassword\": \"N7!kqWharf\",", "N7!kqWharf"),
        ("**Password:** wharf9Otter", "wharf9Otter"),
        ("| Password: wharf9Otter | x |", "wharf9Otter"),
        ("client_secret = \"Zt7Qm4Kx9Lw2Rb8Vn5Jc3Hs6\"", "Zt7Qm4Kx9Lw2Rb8Vn5Jc3Hs6"),
        ("API_TOKEN=Zt7Qm4Kx9Lw2Rb8Vn5Jc", "Zt7Qm4Kx9Lw2Rb8Vn5Jc"),
        ("secret: 9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015"),
        ("postgres://app:wharf9Otter@db.fernhill.example:5432/orders", "wharf9Otter"),
    ] {
        assert_eq!(found(text), [secret], "{text}");
    }
}

#[test]
fn what_stands_for_a_secret_is_none() {
    for text in [
        "password: <password>",
        "password: changeme",
        "password: ChangeMe123!",
        "password: $DB_PASSWORD1",
        "DB_PASSWORD=\"${DB_PASSWORD_2}\"",
        "DB_PASSWORD=\"$(vault read -field=p2 x)\"",
        "password: {{ vars.password1 }}",
        "secret_ref: vault:fernhill/platform/admin2",
        "password: vault:fernhill/platform/admin2",
        "password: op://team/admin/p4ssword",
        "password: see 1Password",
        "Password: 1Password",
        "password: required",
        "password: c2VjcmV0Cg==",
        "password: none",
        "The password: ask Dana, floor 3",
        "Tokens expire. Token: 15m",
        "token: bot-token-v2",
        "secret: app-db-tls-1",
        "secretName: bellrope-tls-2026",
        "imagePullSecret: registry-credentials-2",
        "token: 550e8400-e29b-41d4-a716-446655440000",
        "token: sha256:9f86d081884c7d659a2feaa0c55ad015",
        "password = os.environ[\"DB_PASSWORD1\"]",
        "password = settings.db.password1",
        "token: ${{ secrets.DEPLOY_TOKEN_2 }}",
        "token = getToken2(request)",
        "password: '********'",
        "password: abc123def",
        "password: Password123!",
        "if (password == stored1Hash)",
        "API_KEY=your-api-key-1234567890abcd",
        "api_key: xxxxxxxxxxxxxxxxxxxx1",
        "auth: Bot token\nport: 8443",
        "token: /var/run/secrets/kubernetes.io/serviceaccount/token2",
        "https://user:password@host/",
        "https://user:pass1234@example.com/",
        "postgres://postgres:postgres1@localhost/db",
        "https://$USER:$PASS1@git.fernhill.example/",
        "https://<user>:<token1>@git.fernhill.example/",
        "https://en.wikipedia.org/wiki/Special:Search1@x",
        "kubectl create secret generic db --from-literal=password=\"$PW1\"",
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "glpat-ABCDEFGHIJKLMNOPQRST",
        "The Asia region, ASIAPACIFICREGIONSALES",
    ] {
        assert_eq!(found(text), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn any_text_is_read() {
    use proptest::prelude::*;
    const PARTS: [&str; 20] = [
        "password",
        ": ",
        "=",
        "\"",
        "'",
        "`",
        "ghp_",
        "eyJ",
        ".",
        "-----BEGIN RSA PRIVATE KEY-----",
        "://",
        "@",
        ":",
        "ä",
        "\n",
        "Zt7Qm4Kx9Lw2Rb8Vn5Jc3Hs6Pd1Gf0Ty4Ue7",
        "**",
        "\\n",
        "secret",
        " ",
    ];
    let texts = proptest::collection::vec(proptest::sample::select(&PARTS[..]), 0..12);
    proptest!(crate::chance::cases(256), |(texts in texts)| {
        let text = texts.concat();
        for secret in find(&text) {
            prop_assert!(text.get(secret.place).is_some());
        }
    });
}

#[test]
fn what_is_shown_and_not_given_away_is_none() {
    for text in [
        "Cookie: argocd.token=eyJhbGciOiJIUzI1Ni...\n",
        "$pwd = ConvertTo-SecureString -String $env:PW -Force\n",
        "password: Get-Credential\n",
        "  plugin.token: \"c3Ryb25nLXBhc3N3b3Jk\"\n",
        "  clientSecret: aGVsbG8td29ybGQ=\n",
    ] {
        assert_eq!(found(text), Vec::<&str>::new(), "{text}");
    }
    // What is a password is one in whatever it is written.
    let encoded = BASE64_STANDARD.encode("hunter2");
    assert_eq!(found(&format!("  password: {encoded}\n")), [encoded.as_str()]);
    let encoded = BASE64_STANDARD.encode(&BODY[..12]);
    assert_eq!(found(&format!("  token: {encoded}\n")), [encoded.as_str()]);
}
