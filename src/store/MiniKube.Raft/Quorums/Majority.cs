namespace MiniKube.Raft.Quorums;

/// <summary>Arithmetic of majorities.</summary>
internal static class Majority
{
    /// <summary>How many of the voters make one.</summary>
    public static int Of(int voters) => (voters / 2) + 1;

    /// <summary>The highest value that a majority has reached; without voters there is no bound. Sorts its argument.</summary>
    public static long Reached(Span<long> values)
    {
        if (values.IsEmpty)
        {
            return long.MaxValue;
        }

        values.Sort();
        return values[values.Length - Of(values.Length)];
    }
}
