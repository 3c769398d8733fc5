//! Which file systems do not tell what happens to their files: those that others write to elsewhere.

use std::fs;
use std::path::Path;

/// Names of kinds, each also with what follows behind a dot, as in `fuse.sshfs`.
const SILENT: [&str; 22] = [
    "9p",
    "acfs",
    "afs",
    "autofs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "drvfs",
    "fakeowner",
    "fuse",
    "glusterfs",
    "gpfs",
    "grpcfuse",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "prl_fs",
    "smb3",
    "vboxsf",
    "virtiofs",
];

/// The kind of the file system that `folder` is on, if it is one that does not tell what happens. Where nothing says what is
/// mounted, all tell.
pub(super) fn silent_file_system(folder: &Path) -> Option<String> {
    let mounted = fs::read_to_string("/proc/self/mountinfo").ok()?;
    let kind = kind_of(&mounted, folder)?;
    let name = kind.split('.').next().unwrap_or(kind);
    // Its files are on a disk of this machine.
    let is_block_device = kind == "fuseblk";
    (SILENT.contains(&name) && !is_block_device).then(|| kind.to_owned())
}

/// The kind of the last file system in `mounted`, as Linux lists them, that holds `folder`.
fn kind_of<'a>(mounted: &'a str, folder: &Path) -> Option<&'a str> {
    let mounts = mounted.lines().filter_map(|line| {
        let (mount, kind) = line.split_once(" - ")?;
        Some((unescaped(mount.split(' ').nth(4)?), kind.split(' ').next()?))
    });
    let holding = mounts.filter(|(place, _)| folder.starts_with(place));
    // Of two at the same place, the later hides the earlier.
    holding.max_by_key(|(place, _)| Path::new(place).iter().count()).map(|(_, kind)| kind)
}

/// Spaces and their like are written as three octal digits.
fn unescaped(place: &str) -> String {
    place.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::kind_of;
    use std::path::Path;

    #[test]
    fn the_innermost_mount_counts() {
        let mounted = "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n\
                       40 27 0:50 / /mnt/share\\040one rw shared:7 - nfs4 host:/x rw\n\
                       41 40 0:51 / /mnt/share\\040one/local rw - tmpfs tmpfs rw\n\
                       42 27 0:52 / /home/a rw - fuse.sshfs a@b: rw\n";
        let kind = |folder: &str| kind_of(mounted, Path::new(folder));
        assert_eq!(kind("/work/book"), Some("ext4"));
        assert_eq!(kind("/mnt/share one/book"), Some("nfs4"));
        assert_eq!(kind("/mnt/share one/local/book"), Some("tmpfs"));
        assert_eq!(kind("/mnt/share"), Some("ext4"));
        assert_eq!(kind("/home/a/book"), Some("fuse.sshfs"));
    }
}
