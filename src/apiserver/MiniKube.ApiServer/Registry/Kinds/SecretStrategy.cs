using System.Text;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary><c>stringData</c> is only written.</summary>
internal sealed class SecretStrategy : Strategy
{
    public override void PrepareForCreate(RegistryRequest request, JsonObject desired) => TakeStringData(desired);

    public override void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing) => TakeStringData(desired);

    private static void TakeStringData(JsonObject desired)
    {
        if (desired.Child("stringData") is { } texts)
        {
            foreach (var (key, text) in texts)
            {
                desired.Ensure("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text?.GetValue<string>() ?? ""));
            }
        }

        desired.Remove("stringData");
    }
}
