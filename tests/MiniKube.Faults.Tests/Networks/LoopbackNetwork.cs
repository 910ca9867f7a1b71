using System.Net;
using MiniKube.RealParts;

namespace MiniKube.Faults.Tests.Networks;

/// <summary>All members on the loopback address, with ports of their own.</summary>
internal sealed class LoopbackNetwork : FaultNetwork
{
    private readonly int[] _ports = FreePorts.Next(2 * Members);

    public override bool CanCut => false;

    public override IPAddress AddressOf(int member) => IPAddress.Loopback;

    public override int PeerPortOf(int member) => _ports[member];

    public override int ClientPortOf(int member) => _ports[Members + member];

    public override IReadOnlyList<string> LauncherOf(int member) => [];

    public override Task CutAsync(int from, int to, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task UnplugAsync(int member, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task HealAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
