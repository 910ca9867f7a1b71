using System.CommandLine;
using MiniKube.ApiServer.Certificates;
using MiniKube.Hosting;
using MiniKube.Hosting.Replicas;
using MiniKube.Startup;

namespace MiniKube.Commands;

/// <summary><c>mkube token</c>: what lets another server join.</summary>
internal static class TokenCommand
{
    private const int HoursDefault = 1;
    private const int HoursMax = 24 * 365;

    public static Command Create() => new("token", "Makes what lets another server join.") { CreateCreate() };

    private static Command CreateCreate()
    {
        var data = SharedOptions.DataDirectory();
        var hours = SharedOptions.Bounded("--hours", "How long it lets servers join.", HoursDefault, 1, HoursMax);
        var command = new Command("create", "Prints a token: whoever has it may join as a server, and then everything.") { data, hours };
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            () =>
            {
                Console.WriteLine(Create(Path.GetFullPath(result.GetRequiredValue(data)), TimeSpan.FromHours(result.GetValue(hours))).Write());
                return Task.FromResult(0);
            },
            stop));
        return command;
    }

    private static JoinToken Create(string directory, TimeSpan lifetime)
    {
        if (!SharedKeys.AreIn(directory))
        {
            throw new InvalidOperationException($"{directory} is not of a server that others may join: start it with --cluster-init, or name its directory with --data-dir");
        }

        var services = HostServices.Real(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        using var keys = SharedKeys.Open(directory, services.Time, services.Random);
        return JoinToken.Issue(keys.AuthorityPem, keys.JoinKey, services.Time.GetUtcNow() + lifetime, services.Random);
    }
}
