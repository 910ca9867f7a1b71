using System.Security.Cryptography;
using System.Text;

namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>Ids that look like a runtime's and are the same in every run.</summary>
internal sealed class CountedIds(string nodeName)
{
    private long _count;

    public string Next()
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{nodeName}/{Interlocked.Increment(ref _count)}")));
}
