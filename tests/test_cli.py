"""The commands end with their codes, say what went wrong, and never leave half a file."""

import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import ikmpool as ikm
from ikmpool import cli
from ikmpool.cli import app
from ikmpool.program.master import installed
from ikmpool.tables.files.output import whole_file


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("IKMPOOL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="ikmpool")


def write_folder(folder, quantity=500):
    """A pool of two makers, who can make 450 pairs."""
    folder.mkdir()
    (folder / "suppliers.csv").write_text("supplier\nIKM-01\nIKM-02\n")
    rows = "IKM-01,shoe,100,300\nIKM-02,shoe,90,150\n"
    (folder / "offers.csv").write_text(f"supplier,product,unit_cost,capacity\n{rows}")
    (folder / "orders.csv").write_text(f"order,product,quantity\nT1,shoe,{quantity}\n")
    return folder


def test_the_demo_shows_the_500_pairs_and_works_twice(tmp_path):
    for _ in range(2):
        shown = run("demo")
        assert shown.exit_code == 0
        assert "the lead IKM-01 keeps 300" in shown.output
        assert "top up the other 200. Short: 0 units. Audit: 0 violations. Largest gap: 0." in (
            shown.output
        )
        assert "Plan for 14 orders" in shown.output
    folder = tmp_path / "ikmpool-demo"
    assert {file.name for file in folder.iterdir()} == {
        "sidoarjo.xlsx",
        "sidoarjo-plan.xlsx",
        "shoes500.xlsx",
        "shoes500-plan.xlsx",
    }


def test_the_demo_speaks_indonesian_into_another_folder(tmp_path):
    shown = run("demo", "--to", "coba", "--lang", "id")
    assert "pemimpin IKM-01 membuat 300" in shown.output
    assert "pembagian" in openpyxl.load_workbook(tmp_path / "coba/shoes500-plan.xlsx").sheetnames


def test_a_plan_that_makes_everything_ends_with_0(tmp_path):
    shown = run("allocate", write_folder(tmp_path / "pool", 400), "-o", "plan.xlsx")
    assert shown.exit_code == 0, shown.output
    assert "1 of 1 made in full" in shown.output
    assert shown.output.endswith("The plan is written to plan.xlsx.\n")
    assert "shares" in openpyxl.load_workbook("plan.xlsx").sheetnames


def test_a_shortage_ends_with_3_also_where_a_gap_is_open(tmp_path):
    folder = write_folder(tmp_path / "pool", 500)
    shown = run("allocate", folder, "-o", "plan.xlsx")
    assert shown.exit_code == 3
    assert "short 50" in shown.output
    assert run("allocate", "sample:sidoarjo", "--time-limit", 1e-6).exit_code == 3


class Ended:
    """What an exit code depends on."""

    def __init__(self, short, status):
        self.orders, self.status = pd.DataFrame({"short": [0, short]}), status


@pytest.mark.parametrize(
    ("short", "status", "code"),
    [
        (0, "optimal", 0),
        (0, "within_gap", 0),
        (0, "feasible", 4),
        (7, "optimal", 3),
        (7, "feasible", 3),
    ],
)
def test_the_exit_code_tells_shortage_before_gap(short, status, code):
    assert cli.code_of(Ended(short, status)) == code


def test_json_is_all_that_stands_on_the_output():
    shown = run("allocate", "sample:shoes500", "--json", "-o", "plan.xlsx")
    told = json.loads(shown.stdout)
    assert told["status"] == "optimal"
    assert told["cost"] == sum(told["ledger"].values())
    assert told["shares"][0]["units"] == 300
    assert shown.stderr == ""


def test_faults_are_told_as_text_on_the_error_stream_in_the_language_asked(tmp_path):
    folder = write_folder(tmp_path / "pool", -5)
    for command in (["check", folder], ["allocate", folder, "-o", "plan.xlsx"]):
        shown = run(*command, "--lang", "id")
        assert (shown.exit_code, shown.stdout) == (2, "")
        assert shown.stderr.startswith("1 kesalahan dalam 1 tabel.")
        assert "Traceback" not in shown.stderr
    assert not (tmp_path / "plan.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nowhere.xlsx"], "There is no file nowhere.xlsx."),
        (["check", "sample:none"], "There is no sample none."),
        (["allocate", "sample:shoes500", "-o", "plan.csv"], "plan.csv does not end in .xlsx."),
        (["allocate", "sample:shoes500", "-o", "no/plan.xlsx"], "There is no folder no."),
        (
            ["allocate", "sample:shoes500", "--solver", "none"],
            "There is no solver none here; there are: ",
        ),
        (
            ["allocate", "sample:shoes500", "--time-limit", "-1"],
            "--time-limit is -1. Give seconds above zero.",
        ),
        (["allocate", "sample:shoes500", "--lang", "fr"], "'fr' is not one of"),
        (["audit", "sample:shoes500", "nowhere.csv"], "There is no file nowhere.csv."),
        (["audit", "sample:shoes500"], "Missing argument"),
        (["template", "pool.ods"], "pool.ods"),
        (["fly"], "No such command"),
    ],
)
def test_bad_input_and_usage_end_with_2_and_say_why(arguments, words):
    shown = run(*arguments)
    assert shown.exit_code == 2
    assert words in shown.stderr
    assert "Traceback" not in shown.stderr


def test_a_solver_that_fails_ends_with_1(monkeypatch):
    def fail(*_args, **_options):
        raise ikm.SolverError("HiGHS failed: no memory")

    monkeypatch.setattr(cli, "allocate_pool", fail)
    shown = run("allocate", "sample:shoes500")
    assert (shown.exit_code, shown.stderr) == (1, "HiGHS failed: no memory\n")


def test_nothing_is_overwritten_unasked_and_the_pool_never(tmp_path):
    ikm.write_pool(ikm.sample("shoes500"), "pool.xlsx")
    before = (tmp_path / "pool.xlsx").read_bytes()
    assert run("allocate", "pool.xlsx", "-o", "plan.xlsx").exit_code == 0
    again = run("allocate", "pool.xlsx", "-o", "plan.xlsx")
    assert again.exit_code == 2
    assert "plan.xlsx is there already and is not overwritten." in again.stderr
    assert run("allocate", "pool.xlsx", "-o", "plan.xlsx", "--force").exit_code == 0
    itself = run("allocate", "pool.xlsx", "-o", "./pool.xlsx", "--force")
    assert itself.exit_code == 2
    assert "pool.xlsx is the pool itself." in itself.stderr
    assert (tmp_path / "pool.xlsx").read_bytes() == before


def test_a_template_is_indonesian_unless_asked_otherwise():
    assert run("template", "kosong.xlsx").output.startswith("kosong.xlsx sudah ditulis.")
    assert run("template", "kosong.xlsx").exit_code == 2
    shown = run("template", "kosong.xlsx", "--lang", "en", "--force")
    assert shown.output.startswith("kosong.xlsx is written.")


def test_check_names_rows_rules_and_columns_that_are_not_used(tmp_path):
    folder = write_folder(tmp_path / "pool")
    offers = pd.read_csv(folder / "offers.csv").drop(columns="capacity").assign(ramp_up="50%")
    offers.to_csv(folder / "offers.csv", index=False)
    shown = run("check", folder)
    assert shown.exit_code == 0
    assert "Rows: suppliers 2, offers 2, orders 1." in shown.output
    assert "Rules that its tables ask for: demand, production" in shown.output
    assert "offers.ramp_up: filled, but no rule uses them yet" in shown.output


def test_the_audit_of_our_own_plan_finds_nothing():
    run("allocate", "sample:sidoarjo", "-o", "plan.xlsx", "--lang", "id")
    shown = run("audit", "sample:sidoarjo", "plan.xlsx")
    assert shown.exit_code == 0, shown.output
    assert shown.output.endswith("shares: 0 violations.\nEvery order is complete.\n")


def test_the_audit_of_a_wrong_plan_names_what_is_wrong_and_ends_with_1(tmp_path):
    folder = write_folder(tmp_path / "pool")
    (tmp_path / "hand.csv").write_text("order,supplier,units\nT1,IKM-01,301\nT9,IKM-02,5\n")
    shown = run("audit", folder, "hand.csv")
    assert shown.exit_code == 1
    assert "Audit of 2 shares: 2 violations." in shown.output
    assert "301 units are made of one offer, its capacity is 300." in shown.output
    assert "199 units are missing in 1 of the orders" in shown.output


def test_the_version_is_told():
    assert run("--version").output == f"ikmpool {ikm.__version__}\n"


def test_the_help_documents_every_exit_code():
    words = run("--help").output
    for code in range(5):
        assert f" {code} " in words


def test_before_a_pool_is_known_the_system_s_language_is_spoken(monkeypatch):
    monkeypatch.setenv("LANG", "id_ID.UTF-8")
    assert run("check", "nowhere.xlsx").stderr.startswith("Berkas nowhere.xlsx tidak ada.")


def test_a_ctrl_c_outside_of_a_solve_quits_with_130_and_leaves_no_file(tmp_path, monkeypatch):
    def write(_plan, path, **_options):
        with whole_file(path) as half:
            half.write_text("half")
            raise KeyboardInterrupt

    monkeypatch.setattr(cli, "write_workbook", write)
    shown = run("allocate", "sample:shoes500", "-o", "plan.xlsx", "--lang", "id")
    assert (shown.exit_code, shown.stdout) == (130, "")
    assert shown.stderr == "Diakhiri dengan Ctrl-C. Tidak ada berkas yang setengah jadi.\n"
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_plan_says_so_as_json(monkeypatch):
    def interrupted(*arguments, **options):
        return replace(ikm.allocate(*arguments, **options), interrupted=True)

    assert json.loads(run("allocate", "sample:shoes500", "--json").stdout)["interrupted"] is False
    monkeypatch.setattr(cli, "allocate_pool", interrupted)
    assert json.loads(run("allocate", "sample:shoes500", "--json").stdout)["interrupted"] is True


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["allocate", "sample:shoes500", "--time-limit", "0"],
            "--time-limit berisi 0. Isi dengan detik di atas nol.",
        ),
        (
            ["allocate", "sample:none"],
            "Contoh none tidak ada. Contoh yang ada: shoes500, sidoarjo.",
        ),
        (
            ["template", "there.xlsx"],
            "there.xlsx sudah ada dan tidak ditimpa. Pilih nama lain, atau tambahkan --force.",
        ),
        (
            ["demo", "--to", "there.xlsx"],
            "there.xlsx adalah berkas. Beri nama folder untuk buku kerja demo.",
        ),
        (
            ["demo", "--to", "there.xlsx/new"],
            "Folder there.xlsx/new tidak dapat dibuat. Pilih yang lain.",
        ),
    ],
)
def test_usage_is_refused_in_the_language_asked_and_in_words_of_the_command_line(
    tmp_path, arguments, words
):
    (tmp_path / "there.xlsx").touch()
    shown = run(*arguments, "--lang", "id")
    assert (shown.exit_code, shown.stdout, shown.stderr) == (2, "", words + "\n")


def test_a_missing_solver_is_told_in_the_language_asked():
    shown = run("allocate", "sample:shoes500", "--solver", "abacus", "--lang", "id")
    assert (shown.exit_code, shown.stderr) == (
        2,
        (
            f"Solver abacus tidak ada di sini; yang ada: {', '.join(installed())}."
            " HiGHS ada bersama ikmpool; CBC dipasang dengan: pip install pulp[cbc]\n"
        ),
    )


def test_a_command_to_type_is_quoted_where_a_name_holds_blanks():
    shown = run("template", "a b.xlsx", "--lang", "en")
    assert shown.output == (
        "a b.xlsx is written. Fill it in, then type: ikmpool check 'a b.xlsx'\n"
    )


def test_a_reader_that_goes_away_is_no_error(monkeypatch):
    """As after ``ikmpool check POOL | head -1``."""

    def gone(*_args, **_options):
        raise BrokenPipeError

    monkeypatch.setattr(cli, "_read", gone)
    shown = run("check", "sample:shoes500")
    assert (shown.exit_code, shown.output) == (cli.PIPE_CLOSED, "")


def test_an_earlier_plan_is_kept_as_far_as_it_can_be(tmp_path):
    """The cheap maker of 90 a pair joins after a plan was made; who had the pairs keeps them."""
    pool = write_folder(tmp_path / "pool", quantity=200)
    assert run("allocate", pool, "-o", "before.xlsx").exit_code == 0
    offers = pool / "offers.csv"
    offers.write_text(offers.read_text() + "IKM-03,shoe,10,300\n")
    (pool / "suppliers.csv").write_text("supplier\nIKM-01\nIKM-02\nIKM-03\n")
    assert "IKM-03 200" in run("allocate", pool).output
    kept = run("allocate", pool, "--planned", "before.xlsx").output
    assert "IKM-02 150, IKM-01 50" in kept
    assert "IKM-03" not in kept
    lost = run("allocate", pool, "--planned", "none.xlsx")
    assert lost.exit_code == 2
    assert "There is no file none.xlsx" in lost.output
