using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniKube.Hosting;
using MiniKube.Logging;
using MiniKube.Output;
using MiniKube.Startup;
using MiniKube.Store.Backups;

namespace MiniKube.Commands;

/// <summary><c>mkube snapshot</c>: saves a store, looks at what was saved, and makes a store of it again.</summary>
internal static class SnapshotCommand
{
    public static Command Create() => new("snapshot", "Saves the store to a file, and makes a store out of one.")
    {
        CreateSave(),
        CreateStatus(),
        RestoreCommand.Create(),
    };

    /// <summary>Where a data directory has its store.</summary>
    internal static string StoreIn(string dataDirectory) => Path.Combine(Path.GetFullPath(dataDirectory), "store");

    private static Command CreateSave()
    {
        var file = new Argument<string>("file") { Description = "Where to save to; a file that is there is replaced." };
        var endpoint = new EndpointOptionSet();
        var data = new Option<string?>("--data-dir") { Description = "The data directory of a store that does not run, instead of --endpoint." };
        var command = new Command("save", "Saves a store that runs (--endpoint), or one that does not (--data-dir).") { file, data };
        endpoint.AddTo(command);
        command.Validators.Add(result =>
        {
            if ((result.GetValue(data) is null) == (result.GetResult("--endpoint") is null))
            {
                result.AddError("Give either --endpoint or --data-dir.");
            }
        });
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            async () =>
            {
                var path = result.GetRequiredValue(file);
                var backup = result.GetValue(data) is { } directory
                    ? await SaveOfflineAsync(directory, path, stop)
                    : await SaveOnlineAsync(endpoint, result, path, stop);
                Console.WriteLine($"Saved revision {backup.Revision} with {backup.Keys} keys to {path}: {Size(backup.Bytes)}, checked.");
                return 0;
            },
            stop));
        return command;
    }

    private static Command CreateStatus()
    {
        var file = new Argument<string>("file") { Description = "A file that was saved." };
        var output = new Option<string>("--output", "-o") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json");
        var command = new Command("status", "Checks a snapshot file, and says what is in it.") { file, output };
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            () =>
            {
                Write(BackupFile.Read(result.GetRequiredValue(file)), result.GetValue(output) == "json");
                return Task.FromResult(0);
            },
            stop));
        return command;
    }

    private static async Task<Backup> SaveOnlineAsync(EndpointOptionSet endpoint, ParseResult result, string path, CancellationToken stop)
    {
        using var logging = LogSetup.Create(LogLevel.Warning);
        using var store = endpoint.Open(result, HostServices.Real(logging).Time);
        return await BackupFile.WriteAsync(path, store.SnapshotAsync(stop), stop);
    }

    private static async Task<Backup> SaveOfflineAsync(string dataDirectory, string path, CancellationToken stop)
    {
        using var logging = LogSetup.Create(LogLevel.Warning);
        using var store = StoreDirectory.Open(StoreIn(dataDirectory), logging.CreateLogger("store"));
        if (!store.IsAlone && store.Last > store.Settled)
        {
            await Console.Error.WriteLineAsync(
                $"Of entries {store.Settled.Next} to {store.Last} only the other members know whether they are settled: they are left out. Saved with --endpoint, a snapshot has all that is.");
        }

        return await store.SaveAsync(path, stop);
    }

    private static void Write(Backup backup, bool isJson)
    {
        var hash = backup.Hash.ToString("x8", CultureInfo.InvariantCulture);
        if (isJson)
        {
            JsonText.Write(Console.Out, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("hash", backup.Hash);
                json.WriteNumber("revision", backup.Revision.Value);
                json.WriteNumber("totalKey", backup.Keys);
                json.WriteNumber("totalSize", backup.Bytes);
                json.WriteNumber("leases", backup.Leases);
                json.WriteNumber("raftIndex", backup.Index.Value);
                json.WriteEndObject();
            });
            return;
        }

        var table = new TextTable("HASH", "REVISION", "KEYS", "LEASES", "SIZE");
        table.Add(hash, backup.Revision.ToString(), Text(backup.Keys), Text(backup.Leases), Size(backup.Bytes));
        table.Write(Console.Out);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
    };
}
