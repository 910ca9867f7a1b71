using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MiniKube.Api.Validation;

namespace MiniKube.Schema.Validation.Kinds.Networking;

/// <summary>A range of addresses, as CIDR writes it.</summary>
internal readonly record struct AddressBlock(IPAddress Address, int PrefixLength)
{
    public AddressFamily Family => Address.AddressFamily;

    /// <summary>Null for what is no CIDR.</summary>
    public static AddressBlock? Parse(string text)
    {
        if (!NameRules.Cidr(text).IsEmpty)
        {
            return null;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return new AddressBlock(IPAddress.Parse(text.AsSpan(..slash)), int.Parse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>True when the other range is a smaller one in this.</summary>
    public bool HasWithin(AddressBlock other) => Family == other.Family && PrefixLength < other.PrefixLength && Contains(other.Address);

    /// <summary>True for what is rather an address in a range than the range.</summary>
    public bool HasBitsBehindPrefix
    {
        get
        {
            var bytes = Address.GetAddressBytes();
            for (var i = 0; i < bytes.Length; i++)
            {
                if ((bytes[i] & ~Mask(i)) != 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{PrefixLength}");

    private bool Contains(IPAddress address)
    {
        var (own, others) = (Address.GetAddressBytes(), address.GetAddressBytes());
        for (var i = 0; i < own.Length; i++)
        {
            if (((own[i] ^ others[i]) & Mask(i)) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private byte Mask(int index) => (byte)(0xFF00 >> Math.Clamp(PrefixLength - (index * 8), 0, 8));
}
