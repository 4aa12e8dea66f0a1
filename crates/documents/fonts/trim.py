"""Trims the upstream Noto files to what paper needs; see README.md beside this file."""
import shutil
import sys
from pathlib import Path

from fontTools import subset, ttLib

SCRIPTS = {
    "devanagari": "noto-sans-devanagari",
    "bengali": "noto-sans-bengali",
    "gujarati": "noto-sans-gujarati",
    "gurmukhi": "noto-sans-gurmukhi",
    "tamil": "noto-sans-tamil",
    "telugu": "noto-sans-telugu",
    "kannada": "noto-sans-kannada",
    "malayalam": "noto-sans-malayalam",
    "nastaliq": "noto-nastaliq-urdu",
}
WEIGHTS = {"regular": "400Regular", "bold": "700Bold"}
LATIN = [
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2B0, 0x370), *range(0x370, 0x400),
    *range(0x1E00, 0x1F00), *range(0x2000, 0x2070), *range(0x2070, 0x20A0),
    0x20AC, 0x20B9, *range(0x2100, 0x2190), 0x2212, 0x25CC, 0xFFFD,
]
SYMBOLS = [
    *range(0x2190, 0x219A), 0x21D2, 0x2205, 0x2206, 0x221A, 0x221E, 0x2220, 0x2248, 0x2260, 0x2264,
    0x2265, 0x25A0, 0x25A1, 0x25B2, 0x25BC, 0x25CB, 0x25CF, 0x2605, 0x2606, 0x2610, 0x2611,
    0x2612, 0x2640, 0x2642, 0x26A0, 0x2713, 0x2714, 0x2717, 0x2718, 0x25AF,
]


def options():
    chosen = subset.Options()
    chosen.layout_features = ["*"]
    chosen.hinting = False
    chosen.glyph_names = False
    chosen.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    chosen.notdef_outline = True
    chosen.drop_tables += ["DSIG", "meta", "MVAR", "STAT"]
    return chosen


def trim(source, target, unicodes=None):
    font = ttLib.TTFont(source)
    cutter = subset.Subsetter(options())
    if unicodes is None:
        cutter.populate(glyphs=font.getGlyphOrder(), unicodes=list(font.getBestCmap()))
    else:
        cutter.populate(unicodes=unicodes)
    cutter.subset(font)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(target)
    print(target.name, target.stat().st_size)


def upstream(root, package, weight):
    return next((root / package / weight).glob("*.ttf"))


def main(root, out):
    (out / "licences").mkdir(exist_ok=True)
    for weight, folder in WEIGHTS.items():
        for name, package in SCRIPTS.items():
            trim(upstream(root, package, folder), out / f"{name}-{weight}.ttf")
        trim(upstream(root, "noto-sans", folder), out / f"latin-{weight}.ttf", LATIN)
    for name, package in [("math", "noto-sans-math"), ("symbols", "noto-sans-symbols-2")]:
        trim(upstream(root, package, "400Regular"), out / f"{name}-regular.ttf", SYMBOLS)
    for name, package in {**SCRIPTS, "latin": "noto-sans", "math": "noto-sans-math",
                          "symbols": "noto-sans-symbols-2"}.items():
        shutil.copy(root / package / "LICENSE_FONT", out / "licences" / f"{name}-OFL.txt")


main(Path(sys.argv[1]), Path(sys.argv[2]))
