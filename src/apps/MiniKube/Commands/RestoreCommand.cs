using System.Collections.Immutable;
using System.CommandLine;
using MiniKube.Hosting.Stores;
using MiniKube.Startup;
using MiniKube.Store;
using MiniKube.Store.Backups;

namespace MiniKube.Commands;

/// <summary><c>mkube snapshot restore</c>: makes a new store out of a snapshot, alone or as one member of several.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A file that was saved." };
        var data = new Option<string>("--data-dir") { Description = "The data directory to make; it must not have a store yet.", Required = true };
        var bump = new Option<long>("--bump-revision")
        {
            Description = "Makes the revision so much newer, for clients that have seen newer ones than the snapshot's.",
            DefaultValueFactory = _ => 0,
        };
        bump.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 0)
            {
                result.AddError("--bump-revision cannot be less than 0.");
            }
        });
        var members = new InitialClusterOptionSet();
        var command = new Command("restore", "Makes a new store out of a snapshot file: of one member, or one member of --initial-cluster.") { file, data, bump };
        members.AddTo(command);
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            () =>
            {
                var path = result.GetRequiredValue(file);
                var options = new RestoreOptions { RevisionBump = result.GetValue(bump) };
                var cluster = members.Members(result);
                if (cluster.Count > 0)
                {
                    options = Replicated(options, path, members.Token(result), members.Name(result), cluster);
                }

                Restore(path, SnapshotCommand.StoreIn(result.GetRequiredValue(data)), options, stop);
                return Task.FromResult(0);
            },
            stop));
        return command;
    }

    private static void Restore(string file, string directory, RestoreOptions options, CancellationToken stop)
    {
        var backup = BackupRestore.Restore(file, directory, options, stop);
        var what = options.Identity is { } identity
            ? $"member {StoreIdentities.Write(identity)} of a new cluster of {options.Members.Count}: restore the same file with the same flags on each, give each a certificate in the name that this prints (mkube member certificate --member), and start them."
            : "a new cluster of one member.";
        Console.WriteLine($"Restored revision {backup.Revision} with {backup.Keys} keys into {directory}: {what}");
    }

    /// <summary>
    /// The identities come from the names, and from what is in the snapshot, so that each member finds the same ones, and no member of the
    /// cluster that the snapshot is of, which may have the same names, can be taken for one of the new.
    /// </summary>
    private static RestoreOptions Replicated(RestoreOptions options, string file, string token, string name, ImmutableSortedDictionary<string, Uri> cluster)
    {
        if (!cluster.ContainsKey(name))
        {
            throw new ArgumentException($"--initial-cluster does not name this member, '{name}'");
        }

        var backup = BackupFile.Read(file);
        var distinct = $"{token}\nrestored\n{backup.Hash:x8}\n{backup.Revision}\n{options.RevisionBump}";
        return options with
        {
            Identity = StoreIdentities.Of(distinct, cluster.Keys, name),
            Members = cluster.ToImmutableSortedDictionary(
                member => StoreIdentities.Of(distinct, cluster.Keys, member.Key).Member,
                member => new MemberContact(member.Key, [member.Value.GetLeftPart(UriPartial.Authority)], [])),
        };
    }
}
