using System.CommandLine;
using MiniKube.ApiServer.Certificates;
using MiniKube.Hosting;
using MiniKube.Hosting.Stores;
using MiniKube.Peers;
using MiniKube.Startup;
using MiniKube.Store;

namespace MiniKube.Commands;

/// <summary><c>mkube member certificate</c>: by which a member of <c>mkube store</c> is known to the others.</summary>
internal static class MemberCertificateCommand
{
    public static Command Create()
    {
        var directory = new Option<string>("--ca-dir") { Description = "Where the members' authority is, made when there is none; the certificate goes there too.", Required = true };
        var member = new Option<string?>("--member") { Description = "The member, as <cluster>/<member>, instead of --name and --initial-cluster." };
        var first = new InitialClusterOptionSet();
        var command = new Command("certificate", "Makes a certificate for a member of a replicated store, and at first the authority that signs them.") { directory, member };
        first.AddTo(command);
        command.SetAction((result, stop) => RunUntilStopped.GuardAsync(
            () =>
            {
                var named = result.GetValue(member);
                var identity = named is null ? FirstMember(first, result)
                    : StoreIdentities.TryRead(named) ?? throw new ArgumentException($"--member is '{named}': write <cluster>/<member>, as 'mkube member add' prints it");
                Make(Path.GetFullPath(result.GetRequiredValue(directory)), identity, named is null ? first.Name(result) : identity.Member.ToString());
                return Task.FromResult(0);
            },
            stop));
        return command;
    }

    private static StoreIdentity FirstMember(InitialClusterOptionSet first, ParseResult result)
    {
        var names = first.Members(result).Keys;
        return names.Contains(first.Name(result), StringComparer.Ordinal)
            ? StoreIdentities.Of(first.Token(result), names, first.Name(result))
            : throw new ArgumentException($"--initial-cluster does not name this member, '{first.Name(result)}'; or give --member");
    }

    private static void Make(string directory, StoreIdentity identity, string file)
    {
        if (Path.GetFileName(file) != file)
        {
            throw new ArgumentException($"'{file}' cannot be the name of a file");
        }

        var services = HostServices.Real(Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        using var authority = PeerAuthority.Open(directory, services.Time, services.Random);
        authority.KeepCertificate(file, PeerName.Of(identity.Member));
        var path = Path.Combine(directory, file);
        Console.WriteLine($"For {StoreIdentities.Write(identity)}: --peer-cert-file {path}.crt --peer-key-file {path}.key --peer-ca-file {authority.CertificateFile}");
    }
}
