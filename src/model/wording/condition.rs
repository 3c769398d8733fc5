//! How conditions are said: for which engagements a part is there.

use super::words::Words;
use crate::doc::{Condition, field_words};
use ecow::EcoString;

impl Words {
    /// What is said above a part that is not for every engagement: "Only where environment kind is air-gapped".
    #[must_use]
    pub fn condition(&self, condition: &Condition) -> EcoString {
        let fields = condition.fields.iter().map(|field| {
            let values: Vec<&str> = field.values.iter().map(EcoString::as_str).collect();
            self.one_condition(&field_words(&field.path), &values)
        });
        self.fill("Only where {what}", &[("what", &self.all_of(&fields.collect::<Vec<_>>()))])
    }

    /// "size is large or very large".
    #[must_use]
    pub fn one_condition(&self, field: &str, values: &[&str]) -> EcoString {
        let value = values.join(&format!(" {} ", self.say("or")));
        self.fill("{field} is {value}", &[("field", field), ("value", &value)])
    }

    /// Conditions that all hold.
    #[must_use]
    pub fn all_of(&self, conditions: &[EcoString]) -> EcoString {
        conditions.join(&format!(" {} ", self.say("and"))).into()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ENGLISH;
    use crate::doc::{Condition, ConditionField};
    use crate::text::TextRange;

    #[test]
    fn a_condition_names_its_fields_and_values() {
        let field = |path: &str, values: &[&str]| ConditionField {
            path: path.into(),
            values: values.iter().map(|value| (*value).into()).collect(),
            range: TextRange::default(),
        };
        let fields = vec![field("environment.kind", &["air-gapped", "cloud"]), field("vars.size", &["very large"])];
        let said = ENGLISH.condition(&Condition { fields });
        assert_eq!(said, "Only where environment kind is air-gapped or cloud and size is very large");
    }
}
