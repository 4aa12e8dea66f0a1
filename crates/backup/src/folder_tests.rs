use std::cell::Cell;

use super::*;

thread_local! {
    /// How many files were opened to be read: what a folder costs on a slow share.
    pub(super) static READS: Cell<usize> = const { Cell::new(0) };
}

fn reads<T>(act: impl FnOnce() -> T) -> (T, usize) {
    let before = READS.get();
    let done = act();
    (done, READS.get() - before)
}

#[test]
fn a_name_in_other_letters_is_taken_and_its_number_too() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::at(root.path());
    fs::write(root.path().join("000007.AGE"), "shouting").unwrap();
    assert_eq!(folder.next_number(1).unwrap(), 8);
    assert!(folder.begin("000007.age").is_err());
    folder.begin("000008.age").unwrap().keep().unwrap();
    assert!(folder.begin("000008.age").is_err());
    let names = names(root.path()).unwrap();
    assert_eq!(names, ["000007.AGE", "000008.age"]);
}

#[test]
fn no_name_that_anybody_makes_up_uses_the_numbers_up() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::at(root.path());
    for junk in [
        "9223372036854775807.age",
        "18446744073709551615.age",
        "18446744073709551616.manifest",
        "0000000001.age",
        "999999999.age",
        "000012.age",
        "000012.4294967295.ops.age",
        "000012.99999.ops.age",
        "000012.0003.ops.manifest",
    ] {
        fs::write(root.path().join(junk), "").unwrap();
    }
    assert_eq!(folder.next_number(5).unwrap(), 13);
    assert_eq!(folder.next_number(80).unwrap(), 80);
    assert_eq!(folder.next_part(12).unwrap(), 4);
    assert_eq!(folder.next_part(13).unwrap(), 1);
    // What an older program was made to believe is forgotten.
    assert_eq!(folder.next_number(u64::MAX).unwrap(), 13);
    // In the last tenth a taken one is stepped over, and the very last ones are refused.
    fs::write(root.path().join("900000000.age"), "").unwrap();
    assert_eq!(folder.next_number(900_000_000).unwrap(), 900_000_001);
    assert!(matches!(folder.next_number(999_999_999), Err(Error::TooMany)));
}

#[test]
fn a_folder_that_cannot_be_read_to_its_end_says_so() {
    let root = tempfile::tempdir().unwrap();
    for number in 0..20 {
        fs::write(root.path().join(format!("{number:06}.age")), "").unwrap();
    }
    assert_eq!(names_up_to(root.path(), 20).unwrap().len(), 20);
    let refused = names_up_to(root.path(), 19).unwrap_err();
    assert_eq!(refused.code(), "too-many-files");
}

#[test]
fn a_folder_of_many_names_costs_no_more_reads_than_it_must() {
    let root = tempfile::tempdir().unwrap();
    let folder = Folder::at(root.path());
    for part in 1..=12_500 {
        for kind in ["age", "manifest"] {
            let name = format!("000001.{part:04}.ops.{kind}");
            File::create(root.path().join(name)).unwrap();
        }
    }
    // What a segment asks of the folder.
    let (image, count) = reads(|| {
        folder.prepare().unwrap();
        assert_eq!(folder.next_part(1).unwrap(), 12_501);
        drop(folder.begin("000001.12501.ops.age").unwrap());
        folder.image(1)
    });
    assert!(image.is_none());
    assert_eq!(count, 1);
    // And what retention and a whole copy ask.
    let (done, count) = reads(|| (folder.next_number(1).unwrap(), folder.images().unwrap().len()));
    assert_eq!((done, count), ((2, 0), 0));
    assert_eq!(reads(|| folder.list().unwrap().len()), (0, 12_500), "all were looked at");
}

#[test]
#[cfg(target_os = "linux")]
fn a_share_that_cannot_sync_a_folder_is_forgiven_and_a_broken_disk_is_not() {
    let of = |code| cannot_sync(&io::Error::from_raw_os_error(code));
    let (einval, enosys, eopnotsupp) = (22, 38, 95);
    assert!(of(einval) && of(enosys) && of(eopnotsupp));
    let (eio, enospc, erofs, estale) = (5, 28, 30, 116);
    assert!(![eio, enospc, erofs, estale].into_iter().any(of));
}
