using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Extensions;

/// <summary>The <c>caBundle</c> by which a server outside is trusted.</summary>
internal static class AuthorityRules
{
    /// <param name="holder">Has the field.</param>
    /// <param name="where">The place of the field.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject holder, FieldLocation where, Complaints complaints)
    {
        if (!IsUsable(holder))
        {
            complaints.Invalid(where, "<byte array>", "unable to load root certificates: unable to parse bytes as PEM block");
        }
    }

    /// <summary>There is no bundle, or one with certificates.</summary>
    public static bool IsUsable(JsonObject? holder)
    {
        if (holder.Text("caBundle") is not { Length: > 0 } bundle)
        {
            return true;
        }

        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
            return certificates.Count > 0;
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
