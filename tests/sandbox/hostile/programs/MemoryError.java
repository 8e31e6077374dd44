public class Main {
    public static void main(String[] args) {
        long[] everything = new long[Integer.MAX_VALUE - 8];
        System.out.println(everything.length);
    }
}
