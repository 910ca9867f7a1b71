using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniKube.Etcd.Operators;
using MiniKube.Hosting;
using MiniKube.Hosting.Stores;
using MiniKube.Logging;
using MiniKube.Output;
using MiniKube.Raft;
using MiniKube.Startup;
using MiniKube.Store;

namespace MiniKube.Commands;

/// <summary><c>mkube member</c>: who belongs to a replicated store, and how that is changed.</summary>
internal static class MemberCommand
{
    private const string EndpointDefault = "http://127.0.0.1:2379";

    public static Command Create() => new("member", "Shows and changes the members of a replicated store.")
    {
        CreateList(),
        CreateAdd(),
        Create("remove", "Takes a member out; it cannot come back under the same id.", (store, member, stop) => store.RemoveAsync(member, stop), "is removed"),
        Create("promote", "Makes a learner that has caught up a voter.", (store, member, stop) => store.PromoteAsync(member, stop), "is a voter"),
        Create("transfer", "Makes another member the leader.", (store, member, stop) => store.TransferAsync(member, stop), "leads"),
        MemberCertificateCommand.Create(),
        RecoverCommand.Create(),
    };

    private static Command CreateList()
    {
        var output = new Option<string>("--output", "-o") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json");
        var command = new Command("list", "Lists the members.") { output };
        var endpoint = new EndpointOptionSet();
        endpoint.AddTo(command);
        command.SetAction((result, stop) => RunAsync(
            endpoint,
            result,
            async store => Write(await store.ListAsync(stop), result.GetValue(output) == "json"),
            stop));
        return command;
    }

    private static Command CreateAdd()
    {
        var addresses = new Option<string[]>("--peer-url") { Description = "Where the other members reach it; may be given several times.", Required = true };
        var learner = new Option<bool>("--learner") { Description = "It follows without a vote until it is promoted." };
        var command = new Command("add", "Takes in a member that is to be started then.") { addresses, learner };
        var endpoint = new EndpointOptionSet();
        endpoint.AddTo(command);
        command.SetAction((result, stop) => RunAsync(
            endpoint,
            result,
            async store =>
            {
                var (identity, added) = await store.AddAsync([.. result.GetRequiredValue(addresses)], result.GetValue(learner), stop);
                Console.WriteLine($"Member {Text(added.Id)} is added{(added.IsLearner ? " as a learner" : string.Empty)}. Start it now, with an empty data directory:");
                Console.WriteLine();
                Console.WriteLine(HowToStart(identity, added));
                if (added.IsLearner)
                {
                    Console.WriteLine();
                    Console.WriteLine($"and when it has caught up: mkube member promote {Text(added.Id)}");
                }
            },
            stop));
        return command;
    }

    private static string HowToStart(StoreIdentity identity, StoreMember added)
    {
        var address = added.Contact.PeerAddresses[0];
        return $"""
                mkube member certificate --ca-dir <directory> --member {StoreIdentities.Write(identity)}
                mkube store --join {StoreIdentities.Write(identity)} --name <name> --data-dir <directory> \
                  --peer-listen {address} --peer-cert-file <file> --peer-key-file <file> --peer-ca-file <file>
            """;
    }

    private static Command Create(
        string name, string description, Func<StoreOperator, MemberId, CancellationToken, Task> changeAsync, string outcome)
    {
        var id = new Argument<MemberId>("id")
        {
            Description = "The member's id, as 'mkube member list' shows it.",
            CustomParser = argument => Parse(argument),
        };
        var command = new Command(name, description) { id };
        var endpoint = new EndpointOptionSet();
        endpoint.AddTo(command);
        command.SetAction((result, stop) => RunAsync(
            endpoint,
            result,
            async store =>
            {
                var member = result.GetRequiredValue(id);
                await changeAsync(store, member, stop);
                Console.WriteLine($"Member {Text(member)} {outcome}.");
            },
            stop));
        return command;
    }

    private static MemberId Parse(System.CommandLine.Parsing.ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (ulong.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var id) && id > 0)
        {
            return new MemberId(id);
        }

        argument.AddError($"'{text}' is no id of a member: take one from 'mkube member list'.");
        return default;
    }

    private static Task<int> RunAsync(EndpointOptionSet endpoint, ParseResult result, Func<StoreOperator, Task> doAsync, CancellationToken stop) =>
        RunUntilStopped.GuardAsync(
            async () =>
            {
                using var logging = LogSetup.Create(LogLevel.Warning);
                using var store = endpoint.Open(result, HostServices.Real(logging).Time, EndpointDefault);
                await doAsync(store);
                return 0;
            },
            stop);

    private static void Write(ImmutableArray<MemberRow> members, bool isJson)
    {
        if (isJson)
        {
            JsonText.Write(Console.Out, json => MemberJson.Write(json, members));
            return;
        }

        var table = new TextTable("ID", "NAME", "ROLE", "PEER URLS", "CLIENT URLS");
        foreach (var (member, isLeader) in members)
        {
            var role = isLeader ? "leader" : member.IsLearner ? "learner" : "voter";
            table.Add(Text(member.Id), Cell([member.Contact.Name]), role, Cell(member.Contact.PeerAddresses), Cell(member.Contact.ClientAddresses));
        }

        table.Write(Console.Out);
    }

    /// <summary>A member makes its name and addresses known when it starts: until then a cell says that there is nothing, and keeps its place.</summary>
    private static string Cell(ImmutableArray<string> values) => string.Join(',', values) is { Length: > 0 } text ? text : "<none>";

    private static string Text(MemberId member) => member.Value.ToString("x", CultureInfo.InvariantCulture);
}
