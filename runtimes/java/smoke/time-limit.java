public class Main {
    public static void main(String[] args) {
        for (long spin = 0; ; spin++) continue;
    }
}
