using System.CommandLine;
using MiniKube.ApiServer.Encryption;

namespace MiniKube.Commands;

/// <summary>The flags that say what is kept encrypted, by upstream's names.</summary>
internal sealed class EncryptionOptionSet
{
    private readonly Option<string?> _configuration = new("--encryption-provider-config") { Description = "A file with an EncryptionConfiguration: which resources are kept encrypted, and how." };
    private readonly Option<bool> _reload = new("--encryption-provider-config-automatic-reload") { Description = "Reads it again when it changes." };

    public void AddTo(Command command)
    {
        command.Options.Add(_configuration);
        command.Options.Add(_reload);
    }

    public EncryptionOptions Read(ParseResult result) => new()
    {
        ConfigurationFile = result.GetValue(_configuration),
        IsReloaded = result.GetValue(_reload),
    };
}
