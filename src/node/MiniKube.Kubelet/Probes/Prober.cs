using Grpc.Core;
using k8s.Models;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Actuation;

namespace MiniKube.Kubelet.Probes;

/// <summary>Runs single probes.</summary>
internal sealed class Prober(RuntimeService.RuntimeServiceClient runtime, IPodNetwork network, TimeProvider timeProvider)
{
    private const int OutputCharsMax = 1024;

    public async Task<ProbeVerdict> ProbeAsync(V1Probe probe, ProbeTarget target, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromSeconds(probe.TimeoutSeconds is > 0 and var seconds ? seconds : 1);
        using var timer = new CancellationTokenSource(timeout, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await RunAsync(probe, target, timeout, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeVerdict(false, "context deadline exceeded");
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProbeVerdict(false, e.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Cancelled ? $"command timed out after {timeout.TotalSeconds}s" : e.Status.Detail);
        }
#pragma warning disable CA1031 // The edge of a probe: whatever keeps it from an answer is one failure more, and never the end of the probes.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new ProbeVerdict(false, e.Message);
        }
    }

    private async Task<ProbeVerdict> RunAsync(V1Probe probe, ProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        switch (probe)
        {
            case { Exec: { } exec }:
                var request = new ExecSyncRequest { ContainerId = target.ContainerId, Cmd = { exec.Command ?? [] }, Timeout = (long)timeout.TotalSeconds };
                var done = await runtime.ExecSyncAsync(request, cancellationToken: cancellationToken);
                var output = done.Stdout.ToStringUtf8() + done.Stderr.ToStringUtf8();
                return new ProbeVerdict(done.ExitCode == 0, output.Length > OutputCharsMax ? output[..OutputCharsMax] : output);
            case { HttpGet: { } get }:
                var reply = await network.GetAsync(HttpTargets.Of(get, target.Container, target.PodIp), get.HttpHeaders, cancellationToken);
                return new ProbeVerdict(reply.IsSuccess, $"HTTP probe failed with statuscode: {reply.StatusCode}");
            case { TcpSocket: { } socket }:
                await network.ConnectAsync(HttpTargets.Host(socket.Host, target.PodIp), HttpTargets.Port(socket.Port, target.Container), cancellationToken);
                return new ProbeVerdict(true, "");
            case { Grpc: { } grpc }:
                return await network.CheckGrpcAsync(HttpTargets.Host(null, target.PodIp), grpc.Port, grpc.Service ?? "", cancellationToken)
                    ? new ProbeVerdict(true, "")
                    : new ProbeVerdict(false, "service unhealthy (responded with \"NOT_SERVING\")");
            default:
                return new ProbeVerdict(true, "");
        }
    }
}
