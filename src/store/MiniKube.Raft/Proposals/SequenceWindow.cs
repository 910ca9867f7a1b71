namespace MiniKube.Raft.Proposals;

/// <summary>Tells the first of each number from its repetitions. What is far behind the highest counts as repeated.</summary>
internal sealed class SequenceWindow
{
    private const int Width = 4096;
    private const int WordBits = 64;

    private readonly ulong[] _seen = new ulong[Width / WordBits];
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

        var slot = number % Width;
        var bit = 1UL << (int)(slot % WordBits);
        ref var word = ref _seen[slot / WordBits];
        if ((word & bit) != 0)
        {
            return false;
        }

        word |= bit;
        return true;
    }

    private void Forget(ulong from, ulong to)
    {
        if (to - from >= Width)
        {
            Array.Clear(_seen);
            return;
        }

        for (var number = from; number <= to; number++)
        {
            var slot = number % Width;
            _seen[slot / WordBits] &= ~(1UL << (int)(slot % WordBits));
        }
    }
}
