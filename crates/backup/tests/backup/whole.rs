//! Written, read back, restored; and the ops since.

use std::io::Read;

use backup::{Content, Found, Going, Heads, Hex, Link, OpsLine, Step, Watch, read_ops, write_ops};

use crate::support::{CANARY, Clinic, code, read_back};

#[test]
fn a_copy_of_the_working_clinic_is_read_back_and_restores_to_the_same_pages() {
    let clinic = Clinic::new();
    let root = clinic.root();
    let (mut steps, mut late) = (Vec::new(), 5000);
    let found = clinic
        .watched(&root, &mut |progress| {
            if steps.last() != Some(&progress.step) {
                steps.push(progress.step);
            }
            late += 1;
            clinic.write(late, late);
            true
        })
        .unwrap();
    assert!(late > 5000 && steps.ends_with(&[Step::Reading]), "{steps:?}");
    read_back(&clinic, &found).unwrap();
    assert!(clinic.restore(&found).unwrap() > 10);

    let manifest = &found.manifest;
    assert_eq!((manifest.number, manifest.desk.as_str()), (1, "A"));
    assert_eq!((manifest.heads.logs[0].n, manifest.heads.access), (2000, 2000));
    let text = std::fs::read_to_string(found.folder.path().join("000001.manifest")).unwrap();
    assert_eq!(backup::Manifest::parse(text.as_bytes()).unwrap(), *manifest);
    assert!(text.contains("\"access_head\": null"), "{text}");
    let sheet = clinic.code.backup_identity(clinic.vault.clinic_id());
    backup::read_back(&found, &[sheet.as_str()], &mut Watch(&mut |_| true)).unwrap();
}

#[test]
fn a_copy_answers_as_the_records_did() {
    let clinic = Clinic::new();
    let mut writer = clinic.begin();
    writer.ask(&[("people", "SELECT count(*) FROM person"), ("gone", "SELECT 7")]).unwrap();
    let link = Link::of(&clinic.vault);
    let (root, mut go) = (clinic.root(), |_| true);
    let prove = |manifest: &mut _| link.prove(manifest);
    let found = backup::write_full(writer, &root, 1, None, prove, &mut Watch(&mut go)).unwrap();
    assert_eq!(found.manifest.answers[0].answer, 2000);
    // The questions of today's program: one is no longer asked, another was not asked then.
    let today = [("people", "SELECT count(*) FROM person"), ("new", "SELECT 1")];
    let db = clinic.vault.open_reader().unwrap();
    backup::same_answers(&db, &found.manifest, &today).unwrap();
    drop(db);
    clinic.write(5001, 5001);
    let db = clinic.vault.open_reader().unwrap();
    assert!(backup::same_answers(&db, &found.manifest, &today).is_err());
    // They are signed: nobody changes them afterwards.
    let mut forged = found.manifest.clone();
    forged.answers[0].answer += 1;
    assert!(link.check(&forged).is_err());
}

#[test]
fn no_byte_of_a_copy_is_plain_and_no_other_key_opens_it() {
    let clinic = Clinic::new();
    let found = clinic.full(&clinic.root()).unwrap();
    let mut bytes = Vec::new();
    found.sealed().unwrap().read_to_end(&mut bytes).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    for plain in [CANARY.as_bytes(), b"SQLite format", b"CREATE TABLE"] {
        assert!(!bytes.windows(plain.len()).any(|window| window == plain));
    }
    let other = Clinic::new();
    let refused = backup::read_back(&found, &other.identity(), &mut Watch(&mut |_| true));
    assert_eq!(code(refused), "wrong-key");
    assert_eq!(code(Link::of(&other.vault).check(&found.manifest)), "other-clinic");
    let small = found.manifest.seal.bytes * 3 / 2 < clinic.vault.snapshot().unwrap().size().bytes();
    assert!(small, "a copy is packed before it is sealed");
}

fn segment(
    clinic: &Clinic,
    root: &std::path::Path,
    base: &Found,
    part: u32,
    after: &Heads,
) -> Found {
    let link = Link::of(&clinic.vault);
    let number = base.manifest.number + u64::from(part);
    write_ops(
        clinic.begin(),
        root,
        number,
        Some(base.manifest.hash()),
        (base.manifest.number, after),
        |m| link.prove(m),
        &mut Watch(&mut |_| true),
    )
    .unwrap()
}

#[test]
fn segments_hold_exactly_what_was_written_since() {
    let clinic = Clinic::new();
    let root = clinic.root();
    let base = clinic.full(&root).unwrap();
    clinic.write(2001, 2010);
    let one = segment(&clinic, &root, &base, 1, &base.manifest.heads);
    clinic.write(2011, 2011);
    let two = segment(&clinic, &root, &base, 2, &one.manifest.heads);
    let lines = |found: &Found| {
        let mut lines = Vec::new();
        read_ops(found, &clinic.identity(), &mut Watch(&mut |_| true), |line| {
            lines.push(line);
            Ok(())
        })
        .unwrap();
        lines
    };
    let ops = |found: &Found| -> Vec<u64> {
        let ops = lines(found).into_iter().filter_map(|line| match line {
            OpsLine::Op { n, log, body } => {
                assert_eq!((log, body.len()), (Hex((-77_i64).to_be_bytes()), 80));
                Some(n)
            }
            OpsLine::Log { .. } | OpsLine::Row { .. } => None,
        });
        ops.collect()
    };
    assert_eq!(ops(&one), (2001..=2010).collect::<Vec<_>>());
    assert_eq!(ops(&two), [2011]);
    let access = lines(&one).iter().filter(|l| matches!(l, OpsLine::Row { .. })).count();
    assert_eq!(access, 10);
    assert_eq!(one.manifest.stem(), "000001.0001.ops");
    let Content::Ops { ops: 1, base: 1, part: 2, .. } = two.manifest.content else {
        panic!("{:?}", two.manifest.content);
    };
    let listed = base.folder.list().unwrap();
    assert_eq!(listed.iter().map(|found| found.manifest.number).collect::<Vec<_>>(), [1, 2, 3]);
    Link::of(&clinic.vault).check(&two.manifest).unwrap();
}

fn stems(found: &[Found]) -> Vec<String> {
    found.iter().map(|found| found.manifest.stem()).collect()
}

#[test]
fn what_is_let_go_takes_its_ops_along_and_nobody_elses() {
    let clinic = Clinic::new();
    let root = clinic.root();
    let one = clinic.full(&root).unwrap();
    let first = segment(&clinic, &root, &one, 1, &one.manifest.heads);
    clinic.write(2001, 2010);
    // After a gap: no restore reaches it, and it goes all the same.
    segment(&clinic, &root, &one, 2, &clinic.begin().heads().clone());
    let two = clinic.full(&root).unwrap();
    segment(&clinic, &root, &two, 1, &two.manifest.heads);
    let folder = &one.folder;
    std::fs::write(folder.path().join("000001.0003.ops.manifest"), "junk").unwrap();
    let all = ["000001", "000001.0001.ops", "000001.0002.ops", "000002", "000002.0001.ops"];
    let listed = || {
        let mut stems = stems(&folder.list().unwrap());
        stems.sort();
        stems
    };
    assert_eq!(listed(), all);
    assert_eq!(stems(&folder.images().unwrap()), ["000001", "000002"]);
    let ends = folder.ends(9, |_| true).unwrap();
    assert_eq!(stems(&ends), ["000002.0001.ops", "000002", "000001.0002.ops", "000001"]);
    assert_eq!(stems(&folder.ends(1, |_| true).unwrap()), ["000002.0001.ops", "000002"]);

    let link = Link::of(&clinic.vault);
    let going = Going { copies: vec![], segments_of: vec![1, 7] };
    folder.let_go(&going, |_| false).unwrap();
    assert_eq!(listed(), all, "what nobody vouches for is not touched");
    folder.let_go(&going, |manifest| link.check(manifest).is_ok()).unwrap();
    assert_eq!(listed(), ["000001", "000002", "000002.0001.ops"]);
    assert!(!folder.path().join(first.manifest.file_name()).exists());
    let going = Going { copies: vec![2], segments_of: vec![] };
    folder.let_go(&going, |manifest| link.check(manifest).is_ok()).unwrap();
    assert_eq!(listed(), ["000001"]);
    assert!(folder.path().join("000001.0003.ops.manifest").exists());
}

#[test]
fn twenty_five_thousand_names_hide_nothing() {
    let clinic = Clinic::new();
    let root = clinic.root();
    let base = clinic.full(&root).unwrap();
    for part in 1..=12_500 {
        for kind in ["age", "manifest"] {
            let name = format!("000001.{part:04}.ops.{kind}");
            std::fs::File::create(base.folder.path().join(name)).unwrap();
        }
    }
    let next = segment(&clinic, &root, &base, 1, &base.manifest.heads);
    assert_eq!(next.manifest.stem(), "000001.12501.ops");
    let second = clinic.full(&root).unwrap();
    assert_eq!(second.manifest.number, 2);
    assert_eq!(base.folder.list().unwrap().len(), 3);
    let all = base.folder.list().unwrap();
    assert_eq!(stems(&backup::segments_of(&base, &all)), ["000001.12501.ops"]);
}
