using System.Net;

namespace MiniKube.Faults.Tests.Networks;

/// <summary>What lies between the members, and between them and their clients.</summary>
internal abstract class FaultNetwork : IAsyncDisposable
{
    public const int Members = 3;

    /// <summary>Whether it can be cut; if not, only processes can be stopped.</summary>
    public abstract bool CanCut { get; }

    public abstract IPAddress AddressOf(int member);

    public abstract int PeerPortOf(int member);

    public abstract int ClientPortOf(int member);

    /// <summary>The program and its arguments under which a member's process is started; empty: none.</summary>
    public abstract IReadOnlyList<string> LauncherOf(int member);

    /// <summary>From now on nothing comes from one member to the other.</summary>
    public abstract Task CutAsync(int from, int to, CancellationToken cancellationToken);

    /// <summary>From now on nothing comes to a member or from it, not even of its clients.</summary>
    public abstract Task UnplugAsync(int member, CancellationToken cancellationToken);

    /// <summary>Everything comes through again.</summary>
    public abstract Task HealAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>A network namespace for each member where that is allowed; otherwise loopback.</summary>
    public static async Task<FaultNetwork> MakeAsync(Action<string> say, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            say("without root no network namespaces can be made: processes are killed and stopped, the network is not cut");
            return new LoopbackNetwork();
        }

        return await NamespacedNetwork.MakeAsync(cancellationToken);
    }
}
