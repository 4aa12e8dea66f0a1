//! Cells for a spreadsheet. What people typed is text and must stay text: a cell that
//! begins like a formula is not one (OWASP ASVS 5.0, 1.2.10).

/// Signs with which a spreadsheet begins a formula, and their full-width forms.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// One line, each cell in quotes, ended as RFC 4180 says.
pub fn line(cells: &[&str]) -> String {
    let mut line = cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(FORMULA) { "'" } else { "" };
    let plain: String = cell.chars().filter(|letter| *letter != '\0').collect();
    format!("\"{guard}{}\"", plain.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_begins_like_a_formula_is_text() {
        for cell in ["=1+1", "+91", "-2", "@SUM(A1)", "\tx", "\rx", "＝1", "＠x"] {
            assert!(quoted(cell).starts_with("\"'"), "{cell:?}");
        }
        assert_eq!(line(&["a\"b", "c\nd", "", "1-2"]), "\"a\"\"b\",\"c\nd\",\"\",\"1-2\"\r\n");
    }
}
