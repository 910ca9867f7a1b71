using System.CommandLine;
using Microsoft.Extensions.Logging;
using MiniKube.Hosting;
using MiniKube.Hosting.Stores;
using MiniKube.Logging;
using MiniKube.Startup;
using Spectre.Console;

namespace MiniKube.Commands;

/// <summary><c>mkube store</c>: the store alone, as one member or one of several; a stand-in for etcd.</summary>
internal static class StoreCommand
{
    public static Command Create()
    {
        var flags = new StoreProcessOptionSet();
        var command = new Command("store", "Runs the store alone: one member, or one of a cluster.");
        flags.AddTo(command);
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(() => RunAsync(flags.Read(result), flags.LogLevel(result), stop), stop));
        return command;
    }

    private static async Task<int> RunAsync(StoreProcessOptions options, LogLevel level, CancellationToken stop)
    {
        Directory.CreateDirectory(options.DataDirectory);
        using var logging = LogSetup.Create(level);
        await using var store = await StoreProcess.StartAsync(options, HostServices.Real(logging), stop);
        AnsiConsole.MarkupLineInterpolated(
            $"The store is up: member {options.Name}, {StoreIdentities.Write(store.Store.Members.Identity)}{Where(" peers", store.PeerAddress)}{Where(" clients", store.EtcdAddress)}{Where(" metrics", store.MetricsAddress)}");
        await store.Store.EndedAsync(stop);
        throw new InvalidOperationException("the store has failed; the log says why. Start it again when that is mended.");
    }

    private static string Where(string who, Uri? address) => address is null ? string.Empty : $",{who} at {address.GetLeftPart(UriPartial.Authority)}";
}
