using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MiniKube.Hosting.Containerd;

/// <summary>A containerd daemon that lives on when we do not: found again by its pid file.</summary>
internal sealed class ContainerdProcess
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan TermTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A killed process closes its sockets a little before it is gone.</summary>
    private static readonly TimeSpan EndingTimeout = TimeSpan.FromSeconds(2);

    private readonly ContainerdLayout _layout;

    private ContainerdProcess(ContainerdLayout layout, int id)
    {
        _layout = layout;
        Id = id;
    }

    public int Id { get; }

    /// <summary>Another program may have the same number later, but not the same command line.</summary>
    public bool IsRunning
    {
        get
        {
            try
            {
                var commandLine = File.ReadAllText($"/proc/{Id}/cmdline");

                // It is empty for a moment while the shell becomes setsid and that containerd, and for good once the process has ended.
                return commandLine.Length > 0 ? commandLine.Split('\0').Contains(_layout.Config) : !HasEnded;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private bool HasEnded => File.ReadLines($"/proc/{Id}/status").FirstOrDefault(static line => line.StartsWith("State:", StringComparison.Ordinal))
        is not { } state || state.Contains('Z') || state.Contains('X');

    /// <summary>The one that an earlier start left; null when there is none.</summary>
    public static ContainerdProcess? Find(ContainerdLayout layout)
    {
        if (!File.Exists(layout.ProcessId) || !int.TryParse(File.ReadAllText(layout.ProcessId), CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        var process = new ContainerdProcess(layout, id);
        return process.IsRunning ? process : null;
    }

    /// <summary>A session of its own, so that neither our end nor a terminal's Ctrl-C reaches it.</summary>
    public static ContainerdProcess Start(ContainerdLayout layout, string containerd)
    {
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", "exec setsid \"$0\" -c \"$1\" </dev/null >>\"$2\" 2>&1", containerd, layout.Config, layout.Log])
        {
            WorkingDirectory = "/",
        };
        start.Environment["PATH"] = ContainerdPrerequisites.SearchPath;

        // Under a service manager containerd would tell that one of its own start.
        _ = start.Environment.Remove("NOTIFY_SOCKET");
        using var process = Process.Start(start) ?? throw new IOException("/bin/sh could not be started.");
        File.WriteAllText(layout.ProcessId, process.Id.ToString(CultureInfo.InvariantCulture));
        return new ContainerdProcess(layout, process.Id);
    }

    /// <summary>Whether a daemon that no longer answers is gone shortly, without being asked to end.</summary>
    public async Task<bool> EndsByItselfAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var deadline = timeProvider.GetUtcNow() + EndingTimeout;
        while (IsRunning)
        {
            if (timeProvider.GetUtcNow() > deadline)
            {
                return false;
            }

            await Task.Delay(LookAgain, timeProvider, cancellationToken);
        }

        return true;
    }

    /// <summary>Ends the daemon; its shims, and so the containers, run on.</summary>
    public async Task StopAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var deadline = timeProvider.GetUtcNow() + TermTimeout;
        _ = Kill(Id, SigTerm);
        while (IsRunning)
        {
            if (timeProvider.GetUtcNow() > deadline)
            {
                _ = Kill(Id, SigKill);
            }

            await Task.Delay(LookAgain, timeProvider, cancellationToken);
        }

        File.Delete(_layout.ProcessId);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
