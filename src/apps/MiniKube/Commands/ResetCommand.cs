using System.CommandLine;
using System.Runtime.InteropServices;
using MiniKube.Hosting;
using MiniKube.Hosting.Nodes;
using MiniKube.Logging;
using MiniKube.Startup;

namespace MiniKube.Commands;

/// <summary><c>mkube reset</c>: nothing of the cluster is left.</summary>
internal static partial class ResetCommand
{
    private const int SigTerm = 15;

    /// <summary>What a data directory holds; a directory without any of these is not ours to delete.</summary>
    private static readonly string[] Marks = ["store", "pki", "node"];

    public static Command Create()
    {
        var data = SharedOptions.DataDirectory();
        var command = new Command("reset", "Ends everything that runs on a data directory, and deletes it.") { data };
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(() => RunAsync(Path.GetFullPath(result.GetRequiredValue(data)), stop), stop));
        return command;
    }

    private static async Task<int> RunAsync(string data, CancellationToken stop)
    {
        if (!Directory.Exists(data))
        {
            Console.WriteLine($"{data} does not exist: nothing to do.");
            return 0;
        }

        if (!Marks.Any(mark => Directory.Exists(Path.Combine(data, mark))))
        {
            throw new InvalidOperationException($"{data} is not a data directory of mkube: nothing was deleted.");
        }

        await EndAsync(data, stop);
        using var logging = LogSetup.Create(Microsoft.Extensions.Logging.LogLevel.Warning);
        await NodeReset.RunAsync(data, HostServices.Real(logging), stop);
        Directory.Delete(data, recursive: true);
        Console.WriteLine($"{data} is gone.");
        return 0;
    }

    private static async Task EndAsync(string data, CancellationToken stop)
    {
        using var process = PidFile.Find(data);
        if (process is null)
        {
            return;
        }

        if (Kill(process.Id, SigTerm) != 0)
        {
            throw new InvalidOperationException(
                $"mkube runs on {data} as process {process.Id} and cannot be ended: {Marshal.GetLastPInvokeErrorMessage()}. Try as root.");
        }

        await process.WaitForExitAsync(stop);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
