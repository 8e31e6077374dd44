import java.util.*;

public class Main {
    public static void main(String[] args) {
        List<byte[]> everything = new ArrayList<>();
        for (;;) {
            byte[] some = new byte[1 << 20];
            Arrays.fill(some, (byte) 1);
            everything.add(some);
        }
    }
}
