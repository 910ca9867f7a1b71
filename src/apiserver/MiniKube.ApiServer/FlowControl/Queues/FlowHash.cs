namespace MiniKube.ApiServer.FlowControl.Queues;

/// <summary>Hashes flows under a key, so that nobody can choose names that share the queues of another. Pure.</summary>
internal static class FlowHash
{
    public static ulong Of(ulong key, string schema, string distinguisher)
    {
        var hash = Mix(Mix(0xcbf29ce484222325 ^ key, schema) ^ key, distinguisher);
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    private static ulong Mix(ulong hash, string text)
    {
        foreach (var character in text)
        {
            hash = (hash ^ character) * 0x100000001b3;
        }

        return (hash ^ 0xffff) * 0x100000001b3;
    }
}
