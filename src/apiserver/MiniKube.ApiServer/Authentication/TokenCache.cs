using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace MiniKube.ApiServer.Authentication;

/// <summary>Remembers for a while whose a token is, or that it is nobody's. Safe for use by several threads.</summary>
internal sealed class TokenCache(TimeProvider time)
{
    // Emptied when full: rarer than keeping an order.
    private const int EntriesMax = 4096;

    private readonly ConcurrentDictionary<string, (AuthenticatedToken? Found, DateTimeOffset Until)> _entries = new(StringComparer.Ordinal);

    /// <param name="token">The token, and whatever else the answer depends on.</param>
    /// <param name="found">Null: it is known to be nobody's.</param>
    public bool TryFind(string token, out AuthenticatedToken? found)
    {
        var isKnown = _entries.TryGetValue(Digest(token), out var entry) && time.GetUtcNow() < entry.Until;
        found = isKnown ? entry.Found : null;
        return isKnown;
    }

    public void Keep(string token, AuthenticatedToken? found, DateTimeOffset until)
    {
        if (_entries.Count >= EntriesMax)
        {
            _entries.Clear();
        }

        _entries[Digest(token)] = (found, until);
    }

    private static string Digest(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
