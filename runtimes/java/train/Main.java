import java.io.*;
import java.math.BigInteger;
import java.util.*;
import java.util.function.*;
import java.util.stream.*;

/** Touches what contest programs touch, so that its classes land in the class data archives. */
public class Main {
    record Point(int x, int y) {}

    public static void main(String[] args) throws IOException {
        Scanner scanner = new Scanner(System.in);
        List<Integer> numbers = new ArrayList<>();
        while (scanner.hasNextInt()) numbers.add(scanner.nextInt());
        BufferedReader reader = new BufferedReader(new InputStreamReader(new ByteArrayInputStream("1 2 3\n4 5\n".getBytes())));
        StreamTokenizer tokenizer = new StreamTokenizer(new StringReader("1 2 3"));
        while (tokenizer.nextToken() != StreamTokenizer.TT_EOF) numbers.add((int) tokenizer.nval);
        for (String line; (line = reader.readLine()) != null; ) {
            StringTokenizer words = new StringTokenizer(line);
            while (words.hasMoreTokens()) numbers.add(Integer.parseInt(words.nextToken()));
            for (String word : line.split("\\s+")) numbers.add(Integer.valueOf(word));
        }
        Map<String, Integer> counts = new TreeMap<>();
        Map<Integer, List<Integer>> edges = new HashMap<>();
        for (int number : numbers) {
            counts.merge("n" + number, 1, Integer::sum);
            edges.computeIfAbsent(number, key -> new LinkedList<>()).add(number);
        }
        Deque<Integer> queue = new ArrayDeque<>(numbers);
        PriorityQueue<Point> heap = new PriorityQueue<>(Comparator.comparingInt(Point::x).thenComparing(Point::y));
        heap.add(new Point(queue.isEmpty() ? 0 : queue.poll(), 2));
        Set<Long> seen = new HashSet<>(List.of(1L, 2L));
        Set<String> sorted = new TreeSet<>(new LinkedHashMap<>(counts).keySet());
        Collections.sort(numbers, Collections.reverseOrder());
        int[] array = numbers.stream().mapToInt(Integer::intValue).toArray();
        Arrays.sort(array);
        long[] sums = new long[array.length + 1];
        for (int i = 0; i < array.length; i++) sums[i + 1] = sums[i] + array[i];
        BitSet bits = new BitSet(100);
        bits.set(3);
        StringBuilder out = new StringBuilder();
        out.append(Arrays.toString(array)).append(heap.peek()).append(seen).append(sorted).append(bits).append('\n');
        out.append(numbers.stream().map(String::valueOf).collect(Collectors.joining(" "))).append('\n');
        out.append(IntStream.range(0, 5).boxed().collect(Collectors.toList())).append('\n');
        out.append(BigInteger.TWO.pow(100).mod(BigInteger.valueOf(1_000_000_007L))).append(Math.sqrt(2.0)).append('\n');
        System.out.print(out);
        System.out.printf("%.3f %d %s%n", 1.5, 42, "text");
        PrintWriter writer = new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out)));
        writer.println(String.format("%05d", 7));
        writer.flush();
        Supplier<Integer> supplier = () -> sums.length;
        Function<Integer, Integer> twice = value -> value * 2;
        System.out.println(twice.apply(supplier.get()));
        try {
            throw new IllegalStateException("seen");
        } catch (IllegalStateException error) {
            error.printStackTrace(new PrintStream(OutputStream.nullOutputStream()));
        }
    }
}
