"""The mathematics: whole-number programs as arrays, solved and proven. Knows no business words."""
