UPDATE remarks SET named_by = (SELECT min(id) FROM remarks) WHERE id = (SELECT max(id) FROM remarks);
