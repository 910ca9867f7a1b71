namespace MiniKube.Raft.Proposals;

/// <summary>Tells the first of each number from its repetitions. What is far behind the highest counts as repeated.</summary>
internal sealed class SequenceWindow
{
    private const int Width = 4096;
    private const int WordBits = 64;

    private readonly ulong[] _seen = new ulong[Width / WordBits];
    private readonly ulong[] _refused = new ulong[Width / WordBits];
    private ulong _highest;

    public bool TryMark(ulong number)
    {
        if (number > _highest)
        {
            Forget(_highest + 1, number);
            _highest = number;
        }
        else if (_highest - number >= Width)
        {
            return false;
        }

        if (Has(_seen, number))
        {
            return false;
        }

        Add(_seen, number);
        return true;
    }

    /// <summary>Of one that was marked last.</summary>
    public void Refuse(ulong number) => Add(_refused, number);

    public bool IsRefused(ulong number) => number <= _highest && _highest - number < Width && Has(_refused, number);

    private void Forget(ulong from, ulong to)
    {
        if (to - from >= Width)
        {
            Array.Clear(_seen);
            Array.Clear(_refused);
            return;
        }

        for (var number = from; number <= to; number++)
        {
            Word(_seen, number) &= ~Bit(number);
            Word(_refused, number) &= ~Bit(number);
        }
    }

    private static bool Has(ulong[] numbers, ulong number) => (Word(numbers, number) & Bit(number)) != 0;

    private static void Add(ulong[] numbers, ulong number) => Word(numbers, number) |= Bit(number);

    private static ref ulong Word(ulong[] numbers, ulong number) => ref numbers[number % Width / WordBits];

    private static ulong Bit(ulong number) => 1UL << (int)(number % WordBits);
}
