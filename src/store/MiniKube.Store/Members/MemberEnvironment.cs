using Microsoft.Extensions.Logging;
using MiniKube.Store.Peers;

namespace MiniKube.Store.Members;

/// <summary>The world around a member.</summary>
internal sealed record MemberEnvironment
{
    public required IPeers Peers { get; init; }

    public required IMemberListener Listener { get; init; }

    public required IBackground Background { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>A uniform number from 0 to below its argument.</summary>
    public required Func<int, int> Jitter { get; init; }

    /// <summary>A number that no other life of any member has.</summary>
    public required ulong Instance { get; init; }
}
