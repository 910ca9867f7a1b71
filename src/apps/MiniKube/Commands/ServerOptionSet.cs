using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using MiniKube.Hosting.ControlPlanes;

namespace MiniKube.Commands;

/// <summary>The flags of a command that runs an API server.</summary>
internal sealed class ServerOptionSet
{
    private readonly Option<string> _dataDirectory = SharedOptions.DataDirectory();
    private readonly Option<IPAddress> _bindAddress = SharedOptions.BindAddress();
    private readonly Option<int> _port = SharedOptions.Port();
    private readonly Option<string?> _kubeconfig = SharedOptions.KubeconfigOut();
    private readonly Option<LogLevel> _logLevel = SharedOptions.LogLevel();
    private readonly Option<string[]> _names = new("--tls-san")
    {
        Description = "A further name or address that the API server is reached by, such as that of a load balancer; may be given several times.",
        DefaultValueFactory = _ => [],
    };

    private readonly StoreOptionSet _store = new();
    private readonly AuditOptionSet _audit = new();
    private readonly RequestOptionSet _requests = new();
    private readonly TlsOptionSet _tls = new();
    private readonly AuthenticationOptionSet _authentication = new();
    private readonly ReplicaOptionSet _replica = new();
    private readonly AuthorizationOptionSet _authorization = new();
    private readonly AdmissionOptionSet _admission = new();
    private readonly EncryptionOptionSet _encryption = new();

    public void AddTo(Command command)
    {
        command.Options.Add(_dataDirectory);
        command.Options.Add(_bindAddress);
        command.Options.Add(_port);
        command.Options.Add(_kubeconfig);
        command.Options.Add(_names);
        command.Options.Add(_logLevel);
        _store.AddTo(command);
        _audit.AddTo(command);
        _requests.AddTo(command);
        _tls.AddTo(command);
        _authentication.AddTo(command);
        _replica.AddTo(command);
        _authorization.AddTo(command);
        _admission.AddTo(command);
        _encryption.AddTo(command);
    }

    public LogLevel LogLevel(ParseResult result) => result.GetValue(_logLevel);

    public ControlPlaneOptions Read(ParseResult result)
    {
        var data = Path.GetFullPath(result.GetRequiredValue(_dataDirectory));
        return _replica.Read(result, _store.Read(result, new ControlPlaneOptions
        {
            DataDirectory = data,
            BindAddress = result.GetRequiredValue(_bindAddress),
            Port = result.GetValue(_port),
            Audit = _audit.Read(result),
            ConfigureApiServer = options => _tls.Apply(result, _requests.Apply(result, options)) with { Admission = _admission.Read(result) },
            Authentication = _authentication.Read(result),
            Authorization = _authorization.Read(result),
            Encryption = _encryption.Read(result),
            TokenAuthFile = _authentication.TokenAuthFile(result),
            KubeconfigPath = Path.GetFullPath(result.GetValue(_kubeconfig) ?? Path.Combine(data, "kubeconfig")),
            ExtraSubjectNames = [.. result.GetRequiredValue(_names)],
        }));
    }
}
