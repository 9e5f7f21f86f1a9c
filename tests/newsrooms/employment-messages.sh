# shellcheck shell=sh
# employment-messages - the city's agency and two districts; in force until
# 2026-10-31 only, so the script sets its clock.

fill_policy() {
	fill 'switch template-review' value agency
	fill 'step review' deadline 8h
	fill 'step own-review' deadline 8h
	fill 'step filing' deadline 3d
	fill after settle_within 24h
}

hire() {
	leave leader
	unit huancui 环翠区公共就业服务机构 institution district
	unit rongcheng 荣成市公共就业服务机构 institution district
	person yuhai 于海 agency operator@agency
	person conglin 丛琳 agency reviewer@agency
	person biqiang 毕强 agency publisher@agency
	person luojing 罗静 institution leader@institution
	person jiangping 姜平 it-centre support@it-centre
	person songjie 宋洁 nanhai liaison@nanhai
	person taoran 陶然 huancui liaison@huancui
	person wanli 万莉 huancui template-keeper@huancui
	person quyan 曲岩 rongcheng liaison@rongcheng
}
