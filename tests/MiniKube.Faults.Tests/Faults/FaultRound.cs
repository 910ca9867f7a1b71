using MiniKube.Faults.Tests.Members;

namespace MiniKube.Faults.Tests.Faults;

/// <summary>Does to a cluster what a fault says, waits, and makes all well again.</summary>
internal sealed class FaultRound(RealCluster cluster)
{
    public async Task RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        var victim = fault.HitsLeader ? await cluster.FindLeaderAsync(cancellationToken) ?? fault.Member : fault.Member;
        await BreakAsync(fault.Kind, victim, cancellationToken);
        await Task.Delay(fault.Lasts, TimeProvider.System, cancellationToken);
        if (fault.Kind == FaultKind.PauseThenCutOff)
        {
            await CutOffAsync(victim, cancellationToken);
            await cluster.Members[victim].GoOnAsync(cancellationToken);
            await Task.Delay(fault.Lasts / 2, TimeProvider.System, cancellationToken);
        }

        await MendAsync(fault.Kind, victim, cancellationToken);
    }

    private async Task BreakAsync(FaultKind kind, int victim, CancellationToken cancellationToken)
    {
        var member = cluster.Members[victim];
        switch (kind)
        {
            case FaultKind.Kill:
                await member.KillAsync(cancellationToken);
                break;
            case FaultKind.KillAll:
                await Task.WhenAll(cluster.Members.Select(each => each.KillAsync(cancellationToken)));
                break;
            case FaultKind.Pause or FaultKind.PauseThenCutOff:
                await member.PauseAsync(cancellationToken);
                break;
            case FaultKind.PauseAll:
                await Task.WhenAll(cluster.Members.Select(each => each.PauseAsync(cancellationToken)));
                break;
            case FaultKind.CutOff:
                await CutOffAsync(victim, cancellationToken);
                break;
            case FaultKind.Deafen:
                await EachOtherAsync(victim, other => cluster.Network.CutAsync(other, victim, cancellationToken));
                break;
            case FaultKind.Mute:
                await EachOtherAsync(victim, other => cluster.Network.CutAsync(victim, other, cancellationToken));
                break;
            case FaultKind.CutPair:
                var next = (victim + 1) % cluster.Members.Length;
                await cluster.Network.CutAsync(victim, next, cancellationToken);
                await cluster.Network.CutAsync(next, victim, cancellationToken);
                break;
            case FaultKind.Unplug:
                await cluster.Network.UnplugAsync(victim, cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"nobody knows how to do {kind}");
        }
    }

    private async Task MendAsync(FaultKind kind, int victim, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FaultKind.Kill:
                cluster.Members[victim].Start();
                await cluster.Members[victim].WaitUntilUpAsync(cancellationToken);
                break;
            case FaultKind.KillAll:
                await cluster.StartAllAsync(cancellationToken);
                break;
            case FaultKind.Pause:
                await cluster.Members[victim].GoOnAsync(cancellationToken);
                break;
            case FaultKind.PauseAll:
                await Task.WhenAll(cluster.Members.Select(each => each.GoOnAsync(cancellationToken)));
                break;
            default:
                await cluster.Network.HealAsync(cancellationToken);
                break;
        }
    }

    private Task CutOffAsync(int victim, CancellationToken cancellationToken) => EachOtherAsync(victim, async other =>
    {
        await cluster.Network.CutAsync(other, victim, cancellationToken);
        await cluster.Network.CutAsync(victim, other, cancellationToken);
    });

    private Task EachOtherAsync(int victim, Func<int, Task> act) =>
        Task.WhenAll(Enumerable.Range(0, cluster.Members.Length).Where(member => member != victim).Select(act));
}
