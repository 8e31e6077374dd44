import java.util.*;

public class Main {
    public static void main(String[] args) {
        List<byte[]> pieces = new ArrayList<>();
        for (;;) pieces.add(new byte[1 << 20]);
    }
}
