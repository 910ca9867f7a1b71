namespace MiniKube.Raft.Proposals;

/// <summary>Numbers requests so that those of before a restart are told from those after it: half of it is chance, half counts.</summary>
internal sealed class RequestNumbers(Func<int, int> jitter)
{
    private const int SequenceBits = 32;

    private ulong _last = (ulong)jitter(int.MaxValue) << SequenceBits;

    public ulong Next() => ++_last;

    public static uint IncarnationOf(ulong number) => (uint)(number >> SequenceBits);

    public static uint SequenceOf(ulong number) => (uint)number;
}
