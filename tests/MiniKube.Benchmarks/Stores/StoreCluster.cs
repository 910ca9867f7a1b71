using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;
using MiniKube.Etcd.Protocol;
using MiniKube.RealParts;

namespace MiniKube.Benchmarks.Stores;

/// <summary>One store as processes of its own: ours or etcd, of one or more members on loopback, reached as any client of etcd reaches it.</summary>
internal sealed class StoreCluster : IAsyncDisposable
{
    private readonly string _directory;
    private readonly List<Process> _processes = [];

    private StoreCluster(string name, string directory, string[] endpoints)
    {
        Name = name;
        _directory = directory;
        Endpoints = endpoints;
    }

    public string Name { get; }

    /// <summary>Where clients reach each member.</summary>
    public string[] Endpoints { get; }

    /// <summary>CPU time of all members since they started, in seconds.</summary>
    public double CpuSeconds => _processes.Sum(static process =>
    {
        process.Refresh();
        return process.TotalProcessorTime.TotalSeconds;
    });

    /// <summary>Memory of all members (RSS), in bytes.</summary>
    public long MemoryBytes => _processes.Sum(static process =>
    {
        process.Refresh();
        return process.WorkingSet64;
    });

    public static Task<StoreCluster> StartMkubeAsync(int members, CancellationToken cancellationToken) =>
        StartAsync("mkube", members, Parts.Mkube, MkubeArguments, cancellationToken);

    public static Task<StoreCluster> StartEtcdAsync(int members, CancellationToken cancellationToken) =>
        StartAsync("etcd", members, Parts.Etcd, EtcdArguments, cancellationToken);

    public GrpcChannel Connect(int member) => GrpcChannel.ForAddress(Endpoints[member % Endpoints.Length]);

    /// <summary>Which member leads.</summary>
    public async Task<int> FindLeaderAsync(CancellationToken cancellationToken)
    {
        for (var member = 0; member < Endpoints.Length; member++)
        {
            using var channel = Connect(member);
            var status = await new Maintenance.MaintenanceClient(channel).StatusAsync(new StatusRequest(), cancellationToken: cancellationToken);
            if (status.Leader == status.Header.MemberId)
            {
                return member;
            }
        }

        throw new InvalidOperationException($"no member of {Name} says that it leads");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static async Task<StoreCluster> StartAsync(
        string name, int members, string program, Func<StoreMemberSettings, IEnumerable<string>> arguments, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("mkb").FullName;
        var certificates = PeerCertificates.Create(directory, [.. Enumerable.Range(0, members).Select(member => $"m{member}")]);
        var peers = Enumerable.Range(0, members).Select(_ => FreePorts.Next()).ToArray();
        var clients = Enumerable.Range(0, members).Select(_ => $"http://127.0.0.1:{FreePorts.Next()}").ToArray();
        var all = string.Join(',', peers.Select((port, member) => $"m{member}=https://127.0.0.1:{port}"));
        var cluster = new StoreCluster(name, directory, clients);
        for (var member = 0; member < members; member++)
        {
            var settings = new StoreMemberSettings(
                $"m{member}", Path.Combine(directory, $"m{member}"), clients[member], $"https://127.0.0.1:{peers[member]}", all, members > 1, certificates);
            var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>\"$LOG\" 2>&1", program, .. arguments(settings)]);
            start.Environment["LOG"] = Path.Combine(directory, $"m{member}.log");
            cluster._processes.Add(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start"));
        }

        await cluster.WaitUntilReadyAsync(cancellationToken);
        return cluster;
    }

    private static IEnumerable<string> MkubeArguments(StoreMemberSettings member) => member.HasPeers
        ?
        [
            "store", "--name", member.Name, "--data-dir", member.Directory, "--etcd-listen", member.ClientUrl,
            "--peer-listen", member.PeerUrl, "--peer-advertise", member.PeerUrl, "--initial-cluster", member.AllPeers,
            "--peer-cert-file", member.Certificates.Certificate, "--peer-key-file", member.Certificates.Key, "--peer-ca-file", member.Certificates.Authority,
            "--log-level", "Warning",
        ]
        : ["store", "--name", member.Name, "--data-dir", member.Directory, "--etcd-listen", member.ClientUrl, "--log-level", "Warning"];

    private static IEnumerable<string> EtcdArguments(StoreMemberSettings member) =>
    [
        "--name", member.Name, "--data-dir", member.Directory, "--listen-client-urls", member.ClientUrl, "--advertise-client-urls", member.ClientUrl,
        "--listen-peer-urls", member.PeerUrl, "--initial-advertise-peer-urls", member.PeerUrl, "--initial-cluster", member.HasPeers ? member.AllPeers : $"{member.Name}={member.PeerUrl}",
        "--peer-cert-file", member.Certificates.Certificate, "--peer-key-file", member.Certificates.Key,
        "--peer-trusted-ca-file", member.Certificates.Authority, "--peer-client-cert-auth", "--log-level", "error", "--quota-backend-bytes", "8000000000",
    ];

    /// <summary>Until every member answers a linearizable read: then there is a leader that all know.</summary>
    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        for (var member = 0; member < Endpoints.Length; member++)
        {
            using var channel = Connect(member);
            var client = new KV.KVClient(channel);
            while (true)
            {
                try
                {
                    var request = new RangeRequest { Key = Google.Protobuf.ByteString.CopyFromUtf8("ready") };
                    _ = await client.RangeAsync(request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(5), cancellationToken: limit.Token);
                    break;
                }
                catch (RpcException refused) when (!limit.IsCancellationRequested)
                {
                    if (_processes[member].HasExited)
                    {
                        throw new InvalidOperationException(
                            $"{Name} ended at its start:\n{await File.ReadAllTextAsync(Path.Combine(_directory, $"m{member}.log"), cancellationToken)}",
                            refused);
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
                }
            }
        }
    }
}
