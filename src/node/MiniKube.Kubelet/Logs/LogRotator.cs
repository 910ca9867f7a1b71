using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using MiniKube.Cri.V1;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.PodWorkers;

namespace MiniKube.Kubelet.Logs;

/// <summary>Keeps logs from filling the disk: a file that has grown large is put aside, and the oldest of those are deleted.</summary>
internal sealed partial class LogRotator(
    CallInvoker cri, PodWorkerPool pool, PodPaths paths, KubeletOptions options, TimeProvider timeProvider, ILogger<LogRotator> logger)
{
    private readonly RuntimeService.RuntimeServiceClient _runtime = new(cri);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.LogCheckPeriod, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (var worker in pool.Workers)
            {
                foreach (var container in worker.Runtime.Containers.Where(container => container.IsRunning))
                {
                    var path = Path.Combine(paths.Logs(worker.Pod), PodPaths.Log(container.Name, container.Attempt));
                    await TryRotateAsync(path, container.Id, cancellationToken);
                }
            }
        }
    }

    private async Task TryRotateAsync(string path, string containerId, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists && Directory.Exists(file.DirectoryName))
            {
                // A rotation was cut off between its two steps.
                await ReopenAsync(containerId, cancellationToken);
            }
            else if (file.Exists && file.Length > options.LogBytesMax)
            {
                await RotateAsync(path, containerId, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RpcException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, path);
        }
    }

    private async Task RotateAsync(string path, string containerId, CancellationToken cancellationToken)
    {
        var aside = $"{path}.{timeProvider.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        File.Move(path, aside);
        var isReopened = false;
        try
        {
            await ReopenAsync(containerId, cancellationToken);
            isReopened = true;
        }
        finally
        {
            if (!isReopened && !File.Exists(path))
            {
                // The runtime still writes to the old file: it goes back to where readers look for it.
                File.Move(aside, path);
            }
        }

        // A search pattern that ends in ".*" would find the file itself, too.
        var old = Directory.GetFiles(Path.GetDirectoryName(path)!)
            .Where(name => name.StartsWith($"{path}.", StringComparison.Ordinal))
            .OrderByDescending(name => name, StringComparer.Ordinal);
        // The file that is written to counts, too.
        foreach (var surplus in old.Skip(options.LogFilesMax - 1))
        {
            File.Delete(surplus);
        }
    }

    private async Task ReopenAsync(string containerId, CancellationToken cancellationToken) =>
        _ = await _runtime.ReopenContainerLogAsync(new ReopenContainerLogRequest { ContainerId = containerId }, cancellationToken: cancellationToken);

    [LoggerMessage(EventId = 10220, Level = LogLevel.Warning, Message = "The log {Path} could not be rotated")]
    private partial void LogFailed(Exception exception, string path);
}
