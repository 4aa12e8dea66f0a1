//! What people come with, and what a careful doctor writes for it. Codes and drugs are rows
//! of the shipped lists; a test says so. Made up for show: nothing here is advice.

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Two years and older.
    All,
    Adult,
    Woman,
    Elder,
}

/// Generic, form, strength, dose as a doctor types it.
pub type Drug = (&'static str, &'static str, &'static str, &'static str);

pub struct Case {
    pub code: &'static str,
    pub weight: u32,
    pub who: Who,
    pub complaint: &'static str,
    pub examination: &'static str,
    pub advice: &'static str,
    pub is_chronic: bool,
    pub is_febrile: bool,
    pub review_days: u32,
    pub orders: &'static [&'static str],
    pub adult: &'static [Drug],
    /// For children of 2 to 11 years; none where children are not treated for it here.
    pub child: &'static [Drug],
}

const PARACETAMOL: Drug = ("Paracetamol", "tablet", "500 mg", "1-1-1 x 3 pc");
const PARACETAMOL_CHILD: Drug = ("Paracetamol", "suspension", "120 mg/5 ml", "5 ml tds 3 days");
const CETIRIZINE: Drug = ("Cetirizine", "tablet", "10 mg", "0-0-1 x 5");
const CETIRIZINE_CHILD: Drug = ("Cetirizine", "syrup", "5 mg/5 ml", "2.5 ml hs 5 days");
const PANTOPRAZOLE: Drug = ("Pantoprazole", "tablet", "40 mg", "1-0-0 x 10 ac");
const ORS: Drug = ("Oral rehydration salts", "sachet", "21.8 g", "1 sachet tds 2 days");

/// Anything that has no case of its own is this one.
const BLANK: Case = Case {
    code: "J06.9",
    weight: 20,
    who: Who::All,
    complaint: "Cold, running nose and mild fever for 2 days",
    examination: "Throat mildly congested. Chest clear.",
    advice: "Warm fluids and rest. Come back if breathless or fever stays beyond 3 days.",
    is_chronic: false,
    is_febrile: true,
    review_days: 4,
    orders: &[],
    adult: &[PARACETAMOL, CETIRIZINE],
    child: &[PARACETAMOL_CHILD, CETIRIZINE_CHILD],
};

pub const CASES: [Case; 20] = [
    BLANK,
    Case {
        code: "J02.9",
        weight: 9,
        complaint: "Sore throat and fever for 3 days",
        examination: "Pharynx red, no exudate. No nodes.",
        advice: "Salt water gargles four times a day.",
        ..BLANK
    },
    Case {
        code: "J20.9",
        weight: 7,
        who: Who::Adult,
        complaint: "Cough with phlegm for 5 days",
        examination: "Scattered rhonchi, air entry equal.",
        advice: "Steam twice a day. No smoking.",
        review_days: 5,
        orders: &["X-ray chest"],
        adult: &[("Ambroxol", "tablet", "30 mg", "1-0-1 x 5 pc"), PARACETAMOL],
        child: &[],
        ..BLANK
    },
    Case {
        code: "A09.9",
        weight: 10,
        complaint: "Loose motions 5 to 6 times since yesterday, vomited twice",
        examination: "Mild dehydration. Abdomen soft.",
        advice: "ORS after each stool, home food, boiled water. Come at once if urine is less.",
        is_febrile: false,
        review_days: 2,
        adult: &[ORS, ("Ondansetron", "tablet", "4 mg", "sos vomiting")],
        child: &[ORS, ("Zinc sulphate", "dispersible tablet", "20 mg", "od 14 days")],
        ..BLANK
    },
    Case {
        code: "I10",
        weight: 11,
        who: Who::Elder,
        complaint: "Blood pressure check, no new complaint",
        examination: "No oedema. Heart sounds normal.",
        advice: "Less salt, walk 30 minutes a day, tablets daily without a gap.",
        is_chronic: true,
        is_febrile: false,
        review_days: 30,
        orders: &["ECG"],
        adult: &[("Telmisartan", "tablet", "40 mg", "1-0-0 x 30")],
        child: &[],
    },
    Case {
        code: "E11.9",
        weight: 10,
        who: Who::Elder,
        complaint: "Diabetes follow-up, feels tired",
        examination: "Feet: pulses felt, no wound.",
        advice: "Diet as explained. Look at the feet every day.",
        is_chronic: true,
        is_febrile: false,
        review_days: 30,
        orders: &["Blood sugar, random", "HbA1c"],
        adult: &[
            ("Metformin", "tablet", "500 mg", "1-0-1 x 30 pc"),
            ("Glimepiride", "tablet", "1 mg", "1-0-0 x 30 ac"),
        ],
        child: &[],
    },
    Case {
        code: "K29.7",
        weight: 9,
        who: Who::Adult,
        complaint: "Burning in the upper abdomen after meals",
        examination: "Mild epigastric tenderness, no guarding.",
        advice: "Small meals on time, less tea and chilli.",
        is_febrile: false,
        review_days: 10,
        adult: &[PANTOPRAZOLE],
        child: &[],
        ..BLANK
    },
    Case {
        code: "M54.5",
        weight: 8,
        who: Who::Adult,
        complaint: "Low back pain for a week after lifting a load",
        examination: "Paraspinal tenderness. Straight leg raising normal.",
        advice: "Keep moving, no heavy lifting, hot pack.",
        is_febrile: false,
        review_days: 7,
        adult: &[
            ("Aceclofenac + Paracetamol", "tablet", "100 mg + 325 mg", "1-0-1 x 5 pc"),
            ("Diclofenac", "gel", "1 %", "tds local 7 days"),
        ],
        child: &[],
        ..BLANK
    },
    Case {
        code: "M17.9",
        weight: 6,
        who: Who::Elder,
        complaint: "Pain in both knees on climbing stairs",
        examination: "Crepitus both knees, no swelling.",
        advice: "Thigh exercises as shown, lose weight.",
        is_chronic: true,
        is_febrile: false,
        review_days: 30,
        orders: &["X-ray knee, both"],
        adult: &[("Paracetamol", "tablet", "650 mg", "1 sos pain")],
        child: &[],
    },
    Case {
        code: "N39.0",
        weight: 6,
        who: Who::Woman,
        complaint: "Burning while passing urine for 3 days",
        examination: "Suprapubic tenderness, no renal angle tenderness.",
        advice: "Plenty of water. Come back if fever with chills.",
        review_days: 5,
        orders: &["Urine routine"],
        adult: &[("Nitrofurantoin", "capsule", "100 mg", "1-0-1 x 5 pc")],
        child: &[],
        ..BLANK
    },
    Case {
        code: "D50.9",
        weight: 6,
        who: Who::Woman,
        complaint: "Tired and short of breath on work",
        examination: "Pallor present. No oedema.",
        advice: "Greens, dates and jaggery. Tablets away from tea.",
        is_febrile: false,
        review_days: 30,
        orders: &["Complete blood count"],
        adult: &[(
            "Ferrous ascorbate + Folic acid",
            "tablet",
            "100 mg + 1.5 mg",
            "0-1-0 x 30 empty stomach",
        )],
        child: &[],
        ..BLANK
    },
    Case {
        code: "E03.9",
        weight: 4,
        who: Who::Woman,
        complaint: "Thyroid follow-up",
        examination: "No goitre. Reflexes normal.",
        advice: "Tablet on an empty stomach, nothing else for half an hour.",
        is_chronic: true,
        is_febrile: false,
        review_days: 42,
        orders: &["TSH"],
        adult: &[("Levothyroxine", "tablet", "50 mcg", "1-0-0 x 42 empty stomach")],
        child: &[],
    },
    Case {
        code: "J45.9",
        weight: 5,
        who: Who::Adult,
        complaint: "Wheeze and cough at night",
        examination: "Bilateral wheeze. Speaks full sentences.",
        advice: "Inhaler with spacer as shown. Avoid dust and smoke.",
        is_chronic: true,
        is_febrile: false,
        review_days: 14,
        orders: &["Nebulisation"],
        adult: &[
            ("Budesonide", "inhaler", "200 mcg", "1 puff bd 30 days"),
            ("Salbutamol", "inhaler", "100 mcg", "2 puffs sos breathless"),
        ],
        child: &[],
    },
    Case {
        code: "J30.4",
        weight: 5,
        complaint: "Sneezing and itching of the nose every morning",
        examination: "Pale turbinates. Chest clear.",
        advice: "Keep dust away from the bed.",
        is_febrile: false,
        review_days: 10,
        adult: &[("Montelukast + Levocetirizine", "tablet", "10 mg + 5 mg", "0-0-1 x 10")],
        child: &[CETIRIZINE_CHILD],
        ..BLANK
    },
    Case {
        code: "B35.4",
        weight: 7,
        who: Who::Adult,
        complaint: "Itchy ring on the skin for two weeks",
        examination: "Annular scaly lesion with active border.",
        advice: "Keep dry, wash clothes in hot water, no steroid creams.",
        is_febrile: false,
        review_days: 14,
        adult: &[("Luliconazole", "cream", "1 %", "od local 21 days"), CETIRIZINE],
        child: &[],
        ..BLANK
    },
    Case {
        code: "R51",
        weight: 5,
        who: Who::Adult,
        complaint: "Headache on and off for a week",
        examination: "Fundi normal. No neck stiffness.",
        advice: "Sleep on time, spectacles check.",
        is_febrile: false,
        adult: &[("Paracetamol", "tablet", "650 mg", "1 sos pain")],
        child: &[],
        ..BLANK
    },
    Case {
        code: "R50.9",
        weight: 7,
        who: Who::Adult,
        complaint: "High fever with body ache for 3 days",
        examination: "No rash, no focus found.",
        advice: "Fluids, tepid sponging, count the urine. Come daily till the count is seen.",
        review_days: 2,
        orders: &["Complete blood count", "Dengue NS1 and antibodies"],
        adult: &[("Paracetamol", "tablet", "650 mg", "1-1-1 x 3 pc"), ORS],
        child: &[],
        ..BLANK
    },
    Case {
        code: "A01.0",
        weight: 3,
        who: Who::Adult,
        complaint: "Fever for 7 days, poor appetite",
        examination: "Coated tongue, spleen just felt.",
        advice: "Soft food, boiled water, full course.",
        review_days: 5,
        orders: &["Widal test", "Complete blood count"],
        adult: &[("Cefixime", "tablet", "200 mg", "1-0-1 x 10 pc"), PARACETAMOL],
        child: &[],
        ..BLANK
    },
    Case {
        code: "H10.9",
        weight: 4,
        who: Who::Adult,
        complaint: "Red sticky eyes since two days",
        examination: "Conjunctival congestion, cornea clear.",
        advice: "Own towel, wash hands, no rubbing.",
        is_febrile: false,
        adult: &[("Ofloxacin", "eye drops", "0.3 %", "1 drop qid be 5 days")],
        child: &[],
        ..BLANK
    },
    Case {
        code: "B82.9",
        weight: 3,
        complaint: "Stomach pain, worms seen in stool",
        examination: "Abdomen soft, no mass.",
        advice: "Cut nails, wash hands, slippers outside.",
        is_febrile: false,
        adult: &[("Albendazole", "tablet", "400 mg", "1 stat")],
        child: &[("Albendazole", "tablet", "400 mg", "1 stat")],
        ..BLANK
    },
];

/// For children under two: seen, measured and sent to a children's doctor or home.
pub const INFANT: Case = Case {
    complaint: "Cold and blocked nose for 2 days, feeding well",
    examination: "Active. No chest indrawing. Weight on the curve.",
    advice: "Breast milk often, saline drops. Danger signs explained: come at once.",
    review_days: 2,
    is_febrile: false,
    adult: &[],
    child: &[],
    ..BLANK
};
