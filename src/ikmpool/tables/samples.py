"""Sample pools that come with the package, as folders of CSV files under ``bundled``."""

from collections.abc import Mapping
from importlib.resources import as_file, files
from types import MappingProxyType

from ikmpool.errors import OptionError
from ikmpool.tables.pool import Pool, read_pool

SAMPLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "shoes500": {
            "en": "One order: 500 pairs of shoes, 300 by the lead IKM, 200 by others, "
            "all the same.",
            "id": "Satu pesanan: 500 pasang sepatu, 300 oleh IKM pemimpin, 200 oleh IKM lain, "
            "semuanya sama.",
        },
        "sidoarjo": {
            "en": "50 invented IKMs, 20 of them ready, and 14 orders from four countries "
            "over six months.",
            "id": "50 IKM rekaan, 20 di antaranya siap, dan 14 pesanan dari empat negara "
            "selama enam bulan.",
        },
    }
)
"""What each sample shows, in one line, by language."""


def sample(name: str) -> Pool:
    """Read a sample pool.

    Every producer, buyer, price and measurement in it is invented; the market rules are real and
    name their source and date.

    Parameters
    ----------
    name : str
        One of `SAMPLES`.

    Returns
    -------
    Pool

    Raises
    ------
    OptionError
        Where there is no sample of that name.

    Examples
    --------
    >>> sample("shoes500").orders["quantity"].tolist()
    [500]
    """
    if name not in SAMPLES:
        raise OptionError(f"There is no sample {name!r}. The samples are: {', '.join(SAMPLES)}.")
    with as_file(files("ikmpool.tables") / "bundled" / name) as folder:
        return read_pool(folder)
