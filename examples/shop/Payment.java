package shop;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

class Payment {
    private final BigDecimal fee = new BigDecimal(0.1);

    boolean isPaid(Connection connection, String order) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT state FROM payments WHERE order_id = '" + order + "'")) {
            return rows.next() && rows.getString("state") == "paid";
        }
    }

    BigDecimal withFee(BigDecimal amount) {
        return amount.add(fee);
    }
}
