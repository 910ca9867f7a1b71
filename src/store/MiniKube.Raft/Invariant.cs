namespace MiniKube.Raft;

/// <summary>What must be true whatever the peers and the network do.</summary>
internal static class Invariant
{
    public static void Holds(bool condition, string message)
    {
        if (!condition)
        {
            throw new RaftInvariantException(message);
        }
    }

    /// <summary>The message is only made when it is needed.</summary>
    public static void Holds<TFirst, TSecond>(bool condition, string format, TFirst first, TSecond second)
    {
        if (!condition)
        {
            throw new RaftInvariantException(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, first, second));
        }
    }

    /// <summary>The message is only made when it is needed.</summary>
    public static void Holds<TFirst>(bool condition, string format, TFirst first)
    {
        if (!condition)
        {
            throw new RaftInvariantException(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, first));
        }
    }
}
