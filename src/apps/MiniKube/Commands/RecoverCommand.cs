using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniKube.Logging;
using MiniKube.Startup;
using MiniKube.Store.Backups;

namespace MiniKube.Commands;

/// <summary><c>mkube member recover</c>: goes on with one member when the majority is gone for good.</summary>
internal static class RecoverCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data-dir") { Description = "The data directory of the member to go on with, which must not run.", Required = true };
        var force = new Option<bool>("--force-new-cluster") { Description = "Do it. Without this, only says what may be lost." };
        var command = new Command("recover", "Makes the member of a data directory the only one, when the majority is gone for good.") { data, force };
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            () => Task.FromResult(Run(SnapshotCommand.StoreIn(result.GetRequiredValue(data)), result.GetValue(force), stop)), stop));
        return command;
    }

    private static int Run(string directory, bool isForced, CancellationToken stop)
    {
        using var logging = LogSetup.Create(LogLevel.Warning);
        using var store = StoreDirectory.Open(directory, logging.CreateLogger("store"));
        if (store.IsAlone)
        {
            Console.WriteLine($"This is {store.Identity}, the only one already: start it as it is.");
            return 0;
        }

        Describe(store);
        if (!isForced)
        {
            Console.Error.WriteLine("Nothing was changed. If the other members will never come back, repeat this with --force-new-cluster.");
            return 1;
        }

        var identity = store.ForceNewCluster(stop);
        Console.WriteLine($"Done: this is {identity} now, the only one. Start it, check the data, then add members with empty data directories.");
        return 0;
    }

    private static void Describe(StoreDirectory store)
    {
        Console.WriteLine($"This is {store.Identity}.");
        Console.WriteLine($"Last entry of its log:       {store.Last}, of term {store.LastTerm}");
        Console.WriteLine($"Last entry known as settled: {store.Settled}");
        foreach (var member in store.Members.Where(member => member.Id != store.Identity.Member))
        {
            var id = member.Id.Value.ToString("x", CultureInfo.InvariantCulture);
            Console.WriteLine($"Member that is dropped:      {id} {member.Contact.Name} {string.Join(',', member.Contact.PeerAddresses)}");
        }

        Console.WriteLine($"Lost is what the others have acknowledged behind entry {store.Last}; how much that is cannot be known here.");
        if (store.Last > store.Settled)
        {
            Console.WriteLine($"Kept are entries {store.Settled.Next} to {store.Last}, though it is not known here whether they were ever acknowledged.");
        }
    }
}
