using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using MiniKube.Cri;
using MiniKube.Cri.Streams;
using MiniKube.Cri.V1;

namespace MiniKube.Hosting.Containerd;

/// <summary>
/// A containerd of our own. It outlives this process, with all containers, and is adopted by the next start on the same
/// directory.
/// </summary>
public sealed partial class ManagedContainerd : IDisposable
{
    private const UnixFileMode OnlyRoot = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int LogLinesShown = 20;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    private readonly ContainerdLayout _layout;
    private readonly ContainerdProcess _process;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    private ManagedContainerd(
        ContainerdLayout layout, ContainerdProcess process, ContainerdPrerequisites found, bool wasAdopted, TimeProvider timeProvider, ILogger logger)
    {
        _layout = layout;
        _process = process;
        _timeProvider = timeProvider;
        _logger = logger;
        WasAdopted = wasAdopted;
        Channel = CriChannel.ForUnixSocket(layout.Socket);
        Images = new ImageImporter(found.Ctr, layout.Socket, Channel.CreateCallInvoker(), timeProvider);
    }

    public string SocketPath => _layout.Socket;

    /// <summary>For <see cref="ContainerdTaskStreams"/>.</summary>
    public string FifoDirectory => _layout.Fifos;

    public int ProcessId => _process.Id;

    /// <summary>It ran already, left by an earlier start.</summary>
    public bool WasAdopted { get; }

    public GrpcChannel Channel { get; }

    public ImageImporter Images { get; }

    /// <summary>Starts or adopts it; returns when it takes requests and has the sandbox's image.</summary>
    /// <exception cref="PrerequisiteException">The machine lacks something; the message says what to install or set.</exception>
    /// <exception cref="IOException">containerd did not start; the message has the end of its log.</exception>
    public static async Task<ManagedContainerd> StartAsync(
        ManagedContainerdOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var logger = loggerFactory.CreateLogger<ManagedContainerd>();
        var layout = new ContainerdLayout(options.Directory);
        var found = ContainerdPrerequisites.Find();
        Sysctls.Apply();
        foreach (var directory in new[] { layout.Directory, layout.NetworkConfigs, layout.NetworkLeases, layout.Images, layout.Fifos })
        {
            _ = Directory.CreateDirectory(directory, OnlyRoot);
        }

        // containerd sees a changed network by itself, but its own configuration only at its start.
        _ = WriteIfChanged(layout.NetworkConfig, ContainerdConfig.ForNetwork(layout, options.PodCidr, options.MasqueradesPods));
        var isChanged = WriteIfChanged(layout.Config, ContainerdConfig.ForDaemon(layout, found, options.SandboxImage));
        var process = ContainerdProcess.Find(layout);
        if (process is not null && isChanged)
        {
            LogRestarting(logger, process.Id);
            await process.StopAsync(timeProvider, cancellationToken);
            process = null;
        }

        var isAdopted = process is not null;
        process ??= ContainerdProcess.Start(layout, found.Containerd);
        var containerd = new ManagedContainerd(layout, process, found, isAdopted, timeProvider, logger);
        try
        {
            var version = await containerd.WaitUntilReadyAsync(options.StartTimeout, cancellationToken);
            LogReady(logger, isAdopted ? "adopted" : "started", version, process.Id, layout.Socket);
            await ContainerdTaskStreams.RemoveLeftoversAsync(containerd.Channel.CreateCallInvoker(), layout.Fifos, timeProvider, cancellationToken);
            await new BusyboxImage(layout.Images).EnsurePauseAsync(containerd.Images, options.SandboxImage, cancellationToken);
            return containerd;
        }
        catch (Exception exception) when (isAdopted && exception is (IOException or RpcException))
        {
            containerd.Dispose();
            if (!await process.EndsByItselfAsync(timeProvider, cancellationToken))
            {
                throw;
            }

            // It was found while it was ending, and may still have answered the first calls; now there is none to find.
            return await StartAsync(options, timeProvider, loggerFactory, cancellationToken);
        }
        catch
        {
            containerd.Dispose();
            throw;
        }
    }

    /// <summary>Imports the small web image unless it is there; returns its name.</summary>
    public Task<string> EnsureWebImageAsync(CancellationToken cancellationToken)
        => new BusyboxImage(_layout.Images).EnsureWebAsync(Images, cancellationToken);

    /// <summary>Stops and removes all pods of this containerd with what they leave.</summary>
    public Task RemovePodsAsync(CancellationToken cancellationToken)
        => new PodRemover(Channel.CreateCallInvoker(), _timeProvider).RemoveAllAsync(cancellationToken);

    /// <summary>Ends the daemon; containers run on and are found again by the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _process.StopAsync(_timeProvider, cancellationToken);
        LogStopped(_logger, _process.Id);
    }

    /// <summary>Lets go of the daemon, which runs on.</summary>
    public void Dispose() => Channel.Dispose();

    private async Task<string> WaitUntilReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var runtime = new RuntimeService.RuntimeServiceClient(Channel);
        var deadline = _timeProvider.GetUtcNow() + timeout;
        while (true)
        {
            try
            {
                var version = await runtime.VersionAsync(new VersionRequest { Version = "v1" }, cancellationToken: cancellationToken);
                return version.RuntimeVersion;
            }
            catch (RpcException exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Before it is up the socket refuses, then the service is unknown.
                if (!_process.IsRunning || _timeProvider.GetUtcNow() > deadline)
                {
                    throw new IOException(
                        $"containerd {(_process.IsRunning ? "does not answer" : "has ended")} ({exception.Status.Detail}). The end of {_layout.Log}:\n{LogTail()}",
                        exception);
                }
            }

            await Task.Delay(LookAgain, _timeProvider, cancellationToken);
        }
    }

    private string LogTail()
        => File.Exists(_layout.Log) ? string.Join('\n', File.ReadLines(_layout.Log).TakeLast(LogLinesShown)) : "(no log)";

    /// <summary>Whole or not at all, so that containerd never reads half a file.</summary>
    private static bool WriteIfChanged(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text)
        {
            return false;
        }

        var temporary = path + ".new";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "containerd {Version} {How} as process {ProcessId} on {Socket}")]
    private static partial void LogReady(ILogger logger, string how, string version, int processId, string socket);

    [LoggerMessage(Level = LogLevel.Information, Message = "containerd, process {ProcessId}, has another configuration and is restarted; containers run on")]
    private static partial void LogRestarting(ILogger logger, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "containerd, process {ProcessId}, is stopped; containers run on")]
    private static partial void LogStopped(ILogger logger, int processId);
}
