"""Numbers of ``book/activities/numbers.json`` once more, copied from their sources and from nowhere else.

Each row: where the number stands in the table, the number as it was read, and in what. A number of the
table that has a source and is missing here, or differs, is found by ``test_printed.py``.
"""

MEANS_2024 = "Wallwork 2024, averages since joining a study, as told by HealthDay on 22 January 2024"
FACT_SHEET = "WHO fact sheet on low back pain, 19 June 2023"
BURDEN = "GBD 2021 Low Back Pain Collaborators 2023, abstract"
GUIDELINE = "WHO guideline 2023, background, NBK599218"
PRINTED = {
    ("spread", "pelvic_incidence_deg"): ({"mean": 53, "sd": 10.5}, "Mac-Thiong 2011, abstract: 32 to 74"),
    ("spread", "lordosis_deg"): ({"mean": 49.8, "sd": 11.2}, "Yukawa 2019, abstract: 49.8 ± 11.2 standing"),
    ("spread", "kyphosis_deg"): ({"mean": 26.9, "sd": 7.2}, "Amabile 2016, abstract: 26.9 (SD 7.2)"),
    ("spread", "craniovertebral_deg"): (
        {"mean": 48.9, "sd": 5.2},
        "Raine and Twomey 1997, abstract: 131.1 from the other side; spread of Ruivo 2014: 47.4 ± 5.2",
    ),
    ("world", "people_2020_million"): ({"value": 619, "low": 554, "high": 694}, BURDEN),
    ("world", "people_2050_million"): ({"value": 843, "low": 759, "high": 933}, BURDEN),
    ("world", "one_in"): ({"value": 13}, GUIDELINE),
    ("world", "disability_share_pct"): ({"value": 8}, GUIDELINE),
    ("world", "no_single_cause_pct"): ({"value": 90}, FACT_SHEET),
    ("world", "rate_change_pct"): ({"value": -10.4}, BURDEN),
    ("sitting", "neck_drift_minutes"): ({"value": 10}, "Falla 2007, abstract"),
    ("sitting", "neck_drift_in_pain_deg"): (
        {"value": 4.4, "low": 3.3, "high": 5.4, "people": 58},
        "Falla 2007, abstract: subjects with neck pain",
    ),
    ("sitting", "neck_drift_without_pain_deg"): (
        {"value": 2.2, "low": 1.0, "high": 3.4, "people": 10},
        "Falla 2007, abstract: control subjects, no significant difference",
    ),
    ("courses", "episode"): ({"days": [0, 42, 182, 364], "mean": [56, 26, 22, 21]}, MEANS_2024),
    ("courses", "subacute"): ({"days": [0, 42, 182, 364], "mean": [63, 29, 29, 31]}, MEANS_2024),
    ("courses", "persistent"): ({"days": [0, 42, 182, 364], "mean": [56, 48, 43, 40]}, MEANS_2024),
    ("courses", "stretch"): (
        {"minutes": [0, 1, 3, 6], "mean": [0, 6.8, 5.6, 0], "people": 30},
        "DePino 2000, discussion: 6.8 after 1 minute, 5.6 after 3, baseline by 6",
    ),
    ("courses", "stretching"): (
        {"days": [0, 35], "mean": [0], "marks": [1.9, 3.6, -3.2]},
        "Ford 2005, abstract: 1.9 to 3.6, and -3.2 in the control group, after 5 weeks",
    ),
    ("courses", "strength"): (
        {"days": [0, 56], "mean": [], "turn": [3, 5]},
        "Moritani and deVries 1979, abstract: 8 weeks; hypertrophy leads after the first 3 to 5",
    ),
    ("lever", "head_weight_N"): ({"value": 60}, "Hansraj 2014, the author's page: 60 newtons"),
    ("lever", "head_height_m"): ({"value": 0.16}, "Hansraj 2014, the author's page: 16 cm"),
    ("lever", "lb_to_N"): ({"value": 4.448222}, "one pound is 0.45359237 kg at 9.80665 m/s²"),
    ("lever", "hansraj"): (
        {"deg": [0, 15, 30, 45, 60], "lb": [11, 27, 40, 49, 60]},
        "Hansraj 2014, the author's page: 10 to 12 pounds upright, then 27, 40, 49, 60",
    ),
    ("lever", "barrett"): ({"deg": [0, 45], "times": [1, 2]}, "Barrett 2020, abstract: about doubled at 45"),
}

# Wilke 1999, abstract: pressure in a disc of one man, in MPa; relaxed standing is 0.5.
STANDING_MPA = 0.5
PRESSURE_MPA = {
    "lying on the side": 0.12,
    "slouching in a chair": 0.3,
    "sitting, no back rest": 0.46,
    "bending forward": 1.1,
    "holding 20 kg close to the body": 1.1,
    "lifting 20 kg, knees bent": 1.7,
    "lifting 20 kg, back rounded": 2.3,
}

# Numbers beside a mark or a source that are not the source's: by page, with the reason.
OUR_OWN = {
    "both": {"80": "a setting of the model"},
    "find-pattern": {"9": "groups of muscles in the model"},
    "forces": {"100": "standing, by definition", "70": "his weight", "9": "20 pounds in kilograms"},
    "retraining": {"40": "the aim of the figure"},
    "ropes-and-masts": {"80": "a setting of the model"},
    "stay-points": {"100": "standing, by definition", "10": "a stiffer model, tried for the sentence"},
    "upper-cross": {
        "48": "where clinicians draw a line", "50": "where clinicians draw a line",
        "49": "the line of Delkhoush 2024; 48.9, the mean of Raine 1997", "45.5": "the line of Heidary",
    },
}  # fmt: skip
