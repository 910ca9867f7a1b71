using MiniKube.Etcd.Client;
using MiniKube.Etcd.Protocol;
using MiniKube.RealParts;

namespace MiniKube.Faults.Tests.Members;

/// <summary>A process <c>mkube store</c>: one member of the cluster, started as often as it is killed.</summary>
internal sealed class RealMember(string name, IReadOnlyList<string> launcher, IReadOnlyList<string> arguments, string dataDirectory, EtcdEndpoint endpoint)
    : IAsyncDisposable
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(1);

    private readonly List<string> _logs = [];
    private MkubeProcess? _process;

    public string Name { get; } = name;

    public string DataDirectory { get; } = dataDirectory;

    public Uri Address => endpoint.Address;

    /// <summary>What it has printed in all its lives.</summary>
    public string Log => string.Join("--- started again ---\n", _process is null ? _logs : [.. _logs, _process.Log]);

    public void Start() => _process = MkubeProcess.StartUnder(launcher, ["store", "--data-dir", DataDirectory, "--name", Name, .. arguments]);

    public Task WaitUntilUpAsync(CancellationToken cancellationToken) => _process!.WaitForLineAsync("The store is up", cancellationToken);

    /// <summary>Waits until it has ended by itself.</summary>
    public Task WaitUntilEndedAsync(CancellationToken cancellationToken) => _process!.WaitUntilEndedAsync(cancellationToken);

    /// <summary>kill -9; the disk's cache survives, since the machine does.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (_process is { } process)
        {
            await process.KillAsync(cancellationToken);
            await ForgetAsync();
        }
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancellationToken)
    {
        var code = await _process!.TerminateAsync(cancellationToken);
        await ForgetAsync();
        return code;
    }

    /// <summary>SIGSTOP: everything stands still but the clocks of the world.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) => SignalAsync("-STOP", cancellationToken);

    /// <summary>SIGCONT.</summary>
    public Task GoOnAsync(CancellationToken cancellationToken) => SignalAsync("-CONT", cancellationToken);

    /// <summary>How it stands; null when it does not answer.</summary>
    public async Task<StatusResponse?> StatusAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerTime, TimeProvider.System);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await endpoint.Maintenance.StatusAsync(new StatusRequest(), cancellationToken: ending.Token);
        }
        catch (Grpc.Core.RpcException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>The hash of all that it has at a revision, once it has that.</summary>
    public async Task<uint> HashAsync(long revision, CancellationToken cancellationToken)
    {
        // A read that asks the leader waits until this member has all that was acknowledged before.
        await endpoint.Kv.RangeAsync(new RangeRequest { Key = Google.Protobuf.ByteString.CopyFrom(0), CountOnly = true }, cancellationToken: cancellationToken);
        return (await endpoint.Maintenance.HashKVAsync(new HashKVRequest { Revision = revision }, cancellationToken: cancellationToken)).Hash;
    }

    public async ValueTask DisposeAsync()
    {
        await ForgetAsync();
        endpoint.Dispose();
    }

    private async Task ForgetAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
            _logs.Add(process.Log);
        }
    }

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        if (_process is { } process)
        {
            (await Command.RunAsync("kill", [signal, $"{process.Id}"], cancellationToken)).Must();
        }
    }
}
