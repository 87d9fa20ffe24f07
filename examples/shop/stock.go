package shop

import (
	"database/sql"
	"fmt"
	"os"
)

// Quantities reads how many pieces of each article are left.
func Quantities(db *sql.DB, warehouse string) (map[string]int, error) {
	rows, err := db.Query(fmt.Sprintf("SELECT article, quantity FROM stock WHERE warehouse = '%s'", warehouse))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	quantities := map[string]int{}
	for rows.Next() {
		var article string
		var quantity int
		if err := rows.Scan(&article, &quantity); err != nil {
			return nil, err
		}
		quantities[article] = quantity
	}
	return quantities, nil
}

// Sizes gives the sizes of files, in bytes.
func Sizes(paths []string) ([]int64, error) {
	var sizes []int64
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, info.Size())
	}
	return sizes, nil
}
