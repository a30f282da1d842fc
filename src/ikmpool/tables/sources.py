def read_tables(path):
    raise NotImplementedError
