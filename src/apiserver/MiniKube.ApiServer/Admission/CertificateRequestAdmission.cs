using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Admission.Configured;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission;

/// <summary>
/// Who approves or signs a certificate request needs the right to its signer, beside that to the request; and no request to the client signer
/// is for a master (upstream's CertificateApproval, CertificateSigning and CertificateSubjectRestriction).
/// </summary>
internal sealed class CertificateRequestAdmission(IAuthorizer authorizer, PluginNames plugins) : IValidatingAdmission
{
    private const string Group = "certificates.k8s.io";
    private const string ClientSigner = "kubernetes.io/kube-apiserver-client";

    public async ValueTask ValidateAsync(AdmissionRequest admission, CancellationToken cancellationToken)
    {
        var request = admission.Request;
        if (request.GroupResource is not { Group: Group, Resource: "certificatesigningrequests" } || admission.Object is not { } desired)
        {
            return;
        }

        var refusal = (admission.Operation, request.Subresource) switch
        {
            (AdmissionOperation.Create, "") when plugins.IsOn("CertificateSubjectRestriction") => Subject(desired),
            (AdmissionOperation.Update, "approval") when plugins.IsOn("CertificateApproval") => await SignerAsync(admission, "approve", cancellationToken),
            (AdmissionOperation.Update, "status") when plugins.IsOn("CertificateSigning") && IsSigned(admission) => await SignerAsync(admission, "sign", cancellationToken),
            _ => "",
        };
        if (refusal.Length > 0)
        {
            throw StatusErrors.Forbidden(request.GroupResource, desired.Name, refusal);
        }
    }

    private static bool IsSigned(AdmissionRequest admission) =>
        !JsonNode.DeepEquals(admission.Object.Child("status")?["certificate"], admission.Existing.Child("status")?["certificate"])
        || !JsonNode.DeepEquals(admission.Object.Child("status")?["conditions"], admission.Existing.Child("status")?["conditions"]);

    private async ValueTask<string> SignerAsync(AdmissionRequest admission, string verb, CancellationToken cancellationToken)
    {
        var signer = admission.Existing.Child("spec").Text("signerName");
        var domain = signer[..Math.Max(signer.IndexOf('/', StringComparison.Ordinal), 0)];
        foreach (var name in ImmutableArray.Create(signer, $"{domain}/*"))
        {
            var asked = new AttributesRecord
            {
                User = admission.Request.Caller,
                IsResourceRequest = true,
                Verb = verb,
                Group = Group,
                Version = "*",
                Resource = "signers",
                Name = name,
            };
            if ((await authorizer.AuthorizeAsync(asked, cancellationToken)).IsAllowed)
            {
                return "";
            }
        }

        return $"user not permitted to {verb} requests with signerName \"{signer}\"";
    }

    private static string Subject(JsonObject made)
    {
        if (made.Child("spec").Text("signerName") != ClientSigner)
        {
            return "";
        }

        try
        {
            var pem = Encoding.UTF8.GetString(Convert.FromBase64String(made.Child("spec").Text("request")));
            var parsed = CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.SkipSignatureValidation);
            return ClientCertificate.SubjectOf(parsed.SubjectName).Groups.Contains(UserInfo.MastersGroup)
                ? $"use of {ClientSigner} signer with {UserInfo.MastersGroup} group is not allowed"
                : "";
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException or ArgumentException or System.Formats.Asn1.AsnContentException)
        {
            return "failed to parse CSR: give a PEM block of the type CERTIFICATE REQUEST, in base64";
        }
    }
}
